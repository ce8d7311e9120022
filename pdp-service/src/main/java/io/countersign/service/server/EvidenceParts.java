package io.countersign.service.server;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.TokenEvidence;
import io.countersign.credentials.evidence.EvidenceHeader;
import io.countersign.credentials.evidence.EvidenceKind;
import io.countersign.credentials.evidence.EvidenceSource;
import io.countersign.credentials.evidence.EvidenceVerifier;
import io.countersign.credentials.evidence.FulcioHeader;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.service.config.Location;
import io.countersign.service.config.Settings;
import io.countersign.service.config.TrustSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The evidence of where workloads run, as configured. */
final class EvidenceParts {
  private final Settings settings;
  private final TrustSources sources;

  EvidenceParts(Settings settings, TrustSources sources) {
    this.settings = settings;
    this.sources = sources;
  }

  /** What looks for evidence in headers. */
  EvidenceVerifier verifier(JwtCheck check) throws CredentialConfigException {
    List<EvidenceHeader> tokens = new ArrayList<>();
    List<FulcioHeader> certificates = new ArrayList<>();
    for (Settings.EvidenceHeader header : settings.evidence()) {
      EvidenceKind kind = kind(header.kind());
      Location keys = header.keys();
      Path roots = header.roots();
      if (kind != null && keys != null) {
        tokens.add(new EvidenceHeader(header.name(), source(header, kind, keys)));
      } else if (roots != null) {
        certificates.add(
            new FulcioHeader(
                header.name(),
                Set.copyOf(TlsContexts.certificates(roots)),
                Set.of(header.issuer()),
                header.maxAge()));
      }
    }
    return new EvidenceVerifier(tokens, certificates, check);
  }

  private EvidenceSource source(Settings.EvidenceHeader header, EvidenceKind kind, Location keys)
      throws CredentialConfigException {
    return new EvidenceSource(
        kind,
        header.issuer(),
        sources.keys(keys, header.issuer()),
        Set.copyOf(header.audiences()),
        CallerVerifiers.algorithms(header.algorithms()),
        header.maxAge(),
        header.claims());
  }

  private static @Nullable EvidenceKind kind(Settings.EvidenceHeader.Kind kind) {
    return switch (kind) {
      case KUBERNETES -> EvidenceKind.KUBERNETES;
      case GITHUB -> EvidenceKind.GITHUB;
      case GITLAB -> EvidenceKind.GITLAB;
      case CI -> EvidenceKind.CI;
      case FULCIO -> null;
    };
  }

  /** What tokens of an issuer tell about where a workload runs, by the issuer's name. */
  Map<String, TokenEvidence> telling() {
    Map<String, TokenEvidence> telling = new HashMap<>();
    for (TrustSettings.Issuer issuer : settings.trust().issuers()) {
      EvidenceKind kind =
          switch (issuer.kind()) {
            case KUBERNETES -> EvidenceKind.KUBERNETES;
            case GITHUB -> EvidenceKind.GITHUB;
            case GITLAB -> EvidenceKind.GITLAB;
            case CI -> EvidenceKind.CI;
            case ACCESS_TOKEN, WORKLOAD, TRANSACTION -> null;
          };
      if (kind != null) {
        telling.put(issuer.issuer(), new TokenEvidence.OfPlatform(kind, issuer.claims()));
      } else if (!issuer.vouchesFor().isEmpty()) {
        telling.put(issuer.issuer(), new TokenEvidence.Vouched(issuer.vouchesFor()));
      }
    }
    return telling;
  }
}
