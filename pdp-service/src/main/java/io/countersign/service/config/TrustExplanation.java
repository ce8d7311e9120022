package io.countersign.service.config;

import io.countersign.service.config.Settings.EvidenceHeader;
import io.countersign.service.config.TrustSettings.Approvals;
import io.countersign.service.config.TrustSettings.Directory;
import io.countersign.service.config.TrustSettings.Domain;
import io.countersign.service.config.TrustSettings.Endpoint;
import io.countersign.service.config.TrustSettings.Issuer;
import io.countersign.service.config.TrustSettings.Kind;
import io.countersign.service.config.TrustSettings.Revocation;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The trust set-up in words: who can vouch for whom, and how strongly. */
public final class TrustExplanation {
  private TrustExplanation() {}

  /** One sentence or two a line, in the order of the configuration. */
  public static List<String> of(Settings settings) {
    TrustSettings trust = settings.trust();
    List<String> lines = new ArrayList<>();
    lines.add(gateways(settings));
    trust.domains().forEach(domain -> lines.add(domain(domain, trust)));
    trust.issuers().forEach(issuer -> lines.add(issuer(issuer, trust)));
    trust.directories().forEach(directory -> lines.add(directory(directory)));
    settings.evidence().forEach(header -> lines.add(evidence(header)));
    lines.add(approvals(trust.approvals()));
    lines.add(
        "Keys and bundles that cannot be read again serve for "
            + words(trust.maxAge())
            + "; after that, whoever they vouch for is refused.");
    return lines;
  }

  private static String gateways(Settings settings) {
    Settings.Gateways gateways = settings.gateways();
    String who;
    if (!gateways.spiffeIds().isEmpty()) {
      who = "Gateways that may ask, by their TLS certificate: " + list(gateways.spiffeIds()) + ".";
    } else if (settings.listen().insecure()) {
      who =
          "Whoever reaches the ports may ask (listen.insecure); client certificates are believed"
              + " from this machine alone.";
    } else {
      who = "Gateways of this machine may ask, over loopback.";
    }
    List<String> origins = settings.origins().stream().map(URI::toString).toList();
    return who + " Proofs must be made for " + list(origins) + ".";
  }

  private static String domain(Domain domain, TrustSettings trust) {
    StringBuilder line =
        new StringBuilder("Trust domain ")
            .append(domain.name())
            .append(": certificates under its bundle (")
            .append(domain.bundle())
            .append(endpoint(domain.endpoint()))
            .append(") vouch for spiffe://")
            .append(domain.name())
            .append("/… and for nobody else.");
    if (!domain.jwtSvidAudiences().isEmpty()) {
      line.append(" Its JWT-SVIDs are accepted for ")
          .append(list(domain.jwtSvidAudiences()))
          .append("; without a certificate of the same workload they attribute as federated.");
    }
    List<String> issuers =
        trust.issuers().stream()
            .filter(issuer -> issuer.trustDomains().contains(domain.name()))
            .filter(issuer -> !issuer.kind().isEvidence() && issuer.kind() != Kind.TRANSACTION)
            .map(Issuer::issuer)
            .toList();
    line.append(
        issuers.isEmpty()
            ? " No issuer's token can name its workloads."
            : " Tokens of " + list(issuers) + " can name its workloads, too.");
    return line.append(' ').append(revocation(domain.revocation())).toString();
  }

  private static String endpoint(@Nullable Endpoint endpoint) {
    return endpoint == null ? "" : ", served by " + endpoint.spiffeId();
  }

  private static String revocation(Revocation revocation) {
    return switch (revocation.mode()) {
      case OFF -> "Nobody is asked whether its certificates were revoked.";
      case CRL -> "Each certificate must be on no CRL, and a fresh CRL must say so.";
      case OCSP -> "Each certificate needs a fresh OCSP answer.";
      case EITHER -> "Each certificate needs a fresh CRL or OCSP answer, and none that revokes it.";
    };
  }

  private static String issuer(Issuer issuer, TrustSettings trust) {
    String start = "Issuer " + issuer.issuer() + " ";
    return switch (issuer.kind()) {
      case ACCESS_TOKEN ->
          start
              + "issues access tokens for "
              + list(issuer.audiences())
              + how(issuer)
              + ". They may name "
              + named(issuer, trust)
              + ". "
              + (issuer.requireBinding()
                  ? "They must be bound to a key or a certificate."
                  : "They may come unbound; whoever holds such a token can use it (bearer).")
              + vouching(issuer);
      case KUBERNETES, GITHUB, GITLAB, CI ->
          start
              + "issues "
              + platform(issuer.kind())
              + " for "
              + list(issuer.audiences())
              + how(issuer)
              + ", at most "
              + words(issuer.maxAge())
              + " old. They name "
              + issuer.issuer()
              + "#sub, say where it runs, and are bound to no key: they attribute as federated.";
      case WORKLOAD ->
          start
              + "issues workload identity tokens"
              + how(issuer)
              + " for "
              + named(issuer, trust)
              + "; each request needs a proof with the token's key.";
      case TRANSACTION ->
          start
              + "issues transaction tokens for "
              + list(issuer.audiences())
              + how(issuer)
              + ". They join the calls of one transaction and let nobody in by themselves.";
    };
  }

  private static String how(Issuer issuer) {
    String signed =
        issuer.keys() == null
            ? ""
            : ", signed with " + list(issuer.algorithms()) + " by keys from " + issuer.keys();
    return signed + (issuer.introspection() == null ? "" : ", opaque ones by introspection");
  }

  private static String named(Issuer issuer, TrustSettings trust) {
    List<String> known = trust.domains().stream().map(Domain::name).toList();
    List<String> workloads =
        issuer.trustDomains().stream()
            .map(name ->
                "spiffe://"
                    + name
                    + "/…"
                    + (known.contains(name) ? "" : " (a domain without certificates here)"))
            .toList();
    String own = issuer.kind() == Kind.WORKLOAD ? "" : issuer.issuer() + "#sub";
    if (workloads.isEmpty()) {
      return own.isEmpty() ? "nobody (trust-domains is empty)" : own + " and no SPIFFE ID";
    }
    return list(workloads) + (own.isEmpty() ? "" : " and " + own);
  }

  private static String vouching(Issuer issuer) {
    return issuer.vouchesFor().isEmpty()
        ? ""
        : " Its claims are believed about "
            + issuer.vouchesFor().entrySet().stream()
                .map(each -> each.getKey() + " (" + list(sorted(each.getValue().keySet())) + ")")
                .sorted()
                .collect(Collectors.joining(" and "))
            + ".";
  }

  private static String platform(Kind kind) {
    return switch (kind) {
      case KUBERNETES -> "Kubernetes service-account tokens";
      case GITHUB -> "GitHub Actions tokens";
      case GITLAB -> "GitLab job tokens";
      case CI, ACCESS_TOKEN, WORKLOAD, TRANSACTION -> "build-system tokens";
    };
  }

  private static String directory(Directory directory) {
    return "Directory "
        + directory.name()
        + ": agents that sign messages with a key of "
        + directory.keys()
        + " are "
        + (directory.subjects().isEmpty()
            ? directory.name() + "#kid."
            : list(sorted(directory.subjects().values())) + ", by their key; others are nobody.");
  }

  private static String evidence(EvidenceHeader header) {
    String from =
        header.kind() == EvidenceHeader.Kind.FULCIO
            ? "certificates under " + header.roots() + " for jobs of " + header.issuer()
            : "tokens of " + header.issuer() + " for " + list(header.audiences());
    return "Header "
        + header.name()
        + ": evidence from "
        + from
        + ", at most "
        + words(header.maxAge())
        + " old, removed before the upstream. It raises the attribution only when it is tied to the"
        + " requester's key.";
  }

  private static String approvals(List<Approvals> approvals) {
    return approvals.isEmpty()
        ? "Nobody can approve agents' actions."
        : "Agents' actions can be approved by "
            + list(approvals.stream().map(Approvals::issuer).toList())
            + ".";
  }

  private static List<String> sorted(Collection<String> words) {
    return words.stream().sorted().toList();
  }

  private static String list(List<String> words) {
    return String.join(", ", words);
  }

  private static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds >= 3600 && seconds % 3600 == 0) {
      return seconds / 3600 + " h";
    }
    return seconds >= 60 && seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
