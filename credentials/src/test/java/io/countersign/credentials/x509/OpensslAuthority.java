package io.countersign.credentials.x509;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A certificate authority run by the openssl program in a folder. */
final class OpensslAuthority {
  private static final String CONFIGURATION =
      """
      [ca]
      default_ca=authority
      [authority]
      database=./index.txt
      serial=./serial
      crlnumber=./crlnumber
      new_certs_dir=.
      certificate=./ca.pem
      private_key=./ca.key
      default_md=sha256
      default_days=2
      default_crl_days=1
      policy=names
      crl_extensions=list
      unique_subject=no
      [names]
      commonName=supplied
      [list]
      authorityKeyIdentifier=keyid
      [req]
      distinguished_name=name
      prompt=no
      [name]
      CN=root
      [root]
      basicConstraints=critical,CA:TRUE
      keyUsage=critical,keyCertSign,cRLSign
      subjectKeyIdentifier=hash
      [leaf]
      keyUsage=critical,digitalSignature
      subjectAltName=URI:spiffe://prod.example/ns/pay/sa/orders
      [responder]
      keyUsage=critical,digitalSignature
      extendedKeyUsage=OCSPSigning
      noCheck=ignored
      """;

  private final Path folder;

  OpensslAuthority(Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve("ca.cnf"), CONFIGURATION);
    Files.writeString(folder.resolve("index.txt"), "");
    Files.writeString(folder.resolve("serial"), "1000\n");
    Files.writeString(folder.resolve("crlnumber"), "01\n");
    run(
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -config ca.cnf"
            + " -extensions root -days 2 -subj /CN=root");
  }

  /** Issues to the profile ({@code leaf} or {@code responder}) and gives the certificate's file. */
  Path issue(String name, String profile) throws IOException {
    run(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config ca.cnf -subj /CN=%s"
                .formatted(name)
            + " -keyout %s.key -out %s.csr".formatted(name, name));
    run(
        "ca -batch -config ca.cnf -notext -extensions %s -in %s.csr -out %s.pem"
            .formatted(profile, name, name));
    return folder.resolve(name + ".pem");
  }

  void revoke(String name) throws IOException {
    run("ca -config ca.cnf -crl_reason keyCompromise -revoke %s.pem".formatted(name));
  }

  Path list() throws IOException {
    run("ca -config ca.cnf -gencrl -out list.pem");
    return folder.resolve("list.pem");
  }

  Path root() {
    return folder.resolve("ca.pem");
  }

  /**
   * The answer of {@code openssl ocsp} from what was issued and revoked until now. It takes the
   * question from a file: as a server it would listen on every interface.
   */
  byte[] respond(String signer, byte[] request) {
    try {
      Files.write(folder.resolve("request.der"), request);
      run(
          "ocsp -index index.txt -CA ca.pem -ndays 1 -reqin request.der -respout response.der"
              + " -rsigner %s.pem -rkey %s.key".formatted(signer, signer));
      return Files.readAllBytes(folder.resolve("response.der"));
    } catch (IOException e) {
      throw new AssertionError("openssl ocsp gave no answer", e);
    }
  }

  private void run(String arguments) throws IOException {
    Process process = process(arguments);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError("openssl " + arguments + ":\n" + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private Process process(String arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    try {
      return new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException missing) {
      return Assumptions.abort("needs the program openssl: apt-get install openssl");
    }
  }
}
