package dev.tidegate.examples.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.examples.FakeJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilesHandlerTest {
  @TempDir private Path root;

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private Path write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private TreeDigest digest(String tree) throws Exception {
    return TreeDigest.of(root.resolve(tree), 100, 1_000_000, (file, all) -> {});
  }

  @Test
  void theTreesDigestIsThatOfItsSortedListOfDigests() throws Exception {
    write("t/b/two.txt", "two words\n");
    write("t/a.txt", "  one\ttwo\nthree");
    String list =
        sha256("  one\ttwo\nthree".getBytes(StandardCharsets.UTF_8))
            + "  a.txt\n"
            + sha256("two words\n".getBytes(StandardCharsets.UTF_8))
            + "  b/two.txt\n";

    assertThat(digest("t"))
        .isEqualTo(new TreeDigest(2, 25, 5, sha256(list.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void aWordAcrossTwoReadsIsOneWord() throws Exception {
    write("big", "x".repeat(64 * 1024 - 1) + "yz w");

    assertThat(digest("big").words()).isEqualTo(2);
    assertThat(digest("big").bytes()).isEqualTo(64 * 1024 + 3);
  }

  @Test
  void wordsDoNotRunFromOneFileIntoTheNext() throws Exception {
    write("t/a", "one");
    write("t/b", "two");

    assertThat(digest("t").words()).isEqualTo(2);
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    write("t/a", "one");
    Files.createSymbolicLink(root.resolve("t/link"), write("secret", "s"));

    assertThat(digest("t").files()).isEqualTo(1);
  }

  @Test
  void tooManyFilesOrBytesAreRefused() throws Exception {
    write("t/a", "12345");
    write("t/b", "12345");

    assertThatThrownBy(() -> TreeDigest.of(root, 1, 100, (file, all) -> {}))
        .isInstanceOf(TreeDigest.TooLarge.class)
        .hasMessage("more than 1 files");
    assertThatThrownBy(() -> TreeDigest.of(root, 10, 9, (file, all) -> {}))
        .isInstanceOf(TreeDigest.TooLarge.class)
        .hasMessage("more than 9 bytes");
  }

  @Test
  void aJobSaysWhatItsTreeHoldsAndHowFarItIs() throws Exception {
    write("t/a", "one");
    write("t/b", "two three");
    FakeJob job = new FakeJob(" t \n");

    assertThat(new FilesHandler(root).handle(job).resultText())
        .matches("\\{\"files\":2,\"bytes\":12,\"words\":3,\"sha256\":\"[0-9a-f]{64}\"}");
    assertThat(job.progress).containsExactly("0.0 0 of 2 files", "50.0 1 of 2 files");
  }

  @Test
  void noJobLeavesTheRoot() throws Exception {
    Path inner = Files.createDirectories(root.resolve("inner"));
    write("secret", "s");
    Files.createSymbolicLink(inner.resolve("out"), root.resolve("secret"));
    FilesHandler handler = new FilesHandler(inner);

    assertThat(handler.handle(new FakeJob("../secret")).toString())
        .contains("outside of the root", "permanent=true");
    assertThat(handler.handle(new FakeJob("/etc/hostname")).toString())
        .contains("outside of the root");
    assertThat(handler.handle(new FakeJob("out")).toString()).contains("outside of the root");
  }

  @Test
  void aMissingTreeFailsForGood() throws Exception {
    assertThat(new FilesHandler(root).handle(new FakeJob("nothing")).toString())
        .contains("NoSuchFileException", "permanent=true");
  }

  @Test
  void aStoppedJobStops() throws Exception {
    write("t/a", "one");
    FakeJob job = new FakeJob("t");
    job.cancelled = true;

    assertThatThrownBy(() -> new FilesHandler(root).handle(job))
        .isInstanceOf(InterruptedException.class);
  }
}
