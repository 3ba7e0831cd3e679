package dev.tidegate.queue.connections;

import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate for localhost, made by the JDK's own keytool, once per run. */
final class TestCertificate {
  private static final String PASSWORD = "changeit";
  private static final TestCertificate ONE = make();

  private final String certificate;
  private final String key;

  private TestCertificate(String certificate, String key) {
    this.certificate = certificate;
    this.key = key;
  }

  static ServerCredentials server() {
    return unchecked(() -> TlsServerCredentials.create(stream(ONE.certificate), stream(ONE.key)));
  }

  /** Demands that clients prove an identity by the same certificate. */
  static ServerCredentials mutualServer() {
    return unchecked(
        () ->
            TlsServerCredentials.newBuilder()
                .keyManager(stream(ONE.certificate), stream(ONE.key))
                .trustManager(stream(ONE.certificate))
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build());
  }

  static ChannelCredentials client() {
    return unchecked(
        () -> TlsChannelCredentials.newBuilder().trustManager(stream(ONE.certificate)).build());
  }

  static ChannelCredentials mutualClient() {
    return unchecked(
        () ->
            TlsChannelCredentials.newBuilder()
                .trustManager(stream(ONE.certificate))
                .keyManager(stream(ONE.certificate), stream(ONE.key))
                .build());
  }

  private static TestCertificate make() {
    return unchecked(
        () -> {
          Path folder = Files.createTempDirectory("tidegate-test-certificate");
          Path store = folder.resolve("store.p12");
          try {
            keytool(store);
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            return new TestCertificate(
                pem("CERTIFICATE", keys.getCertificate("test").getEncoded()),
                pem("PRIVATE KEY", keys.getKey("test", PASSWORD.toCharArray()).getEncoded()));
          } finally {
            Files.deleteIfExists(store);
            Files.deleteIfExists(folder);
          }
        });
  }

  private static void keytool(Path store) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-ext",
                "bc:c",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("keytool made no certificate");
    }
  }

  private static String pem(String kind, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  private interface Source<T> {
    T get() throws Exception;
  }

  private static <T> T unchecked(Source<T> source) {
    try {
      return source.get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
