package dev.tidegate.examples.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a tree of files holds.
 *
 * @param files regular files; links are not followed
 * @param bytes in all of them
 * @param words runs of bytes other than white space, in all of them
 * @param sha256 over one line per file in the order of their paths, {@code <sha256 of the file> +
 *     two spaces + <path below the tree> + newline}: the same as {@code sha256sum} of a sorted list
 */
record TreeDigest(long files, long bytes, long words, String sha256) {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** Told before each file, so that a caller may show progress, or stop the work by throwing. */
  @FunctionalInterface
  interface Watch {
    void before(int file, int ofFiles) throws InterruptedException;
  }

  /** The tree is larger than allowed. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge(String message) {
      super(message);
    }
  }

  /**
   * Reads every file once, in pieces.
   *
   * @param mostFiles more are refused before any is read
   * @param mostBytes more are refused as soon as they have been read
   */
  static TreeDigest of(Path tree, int mostFiles, long mostBytes, Watch watch)
      throws IOException, InterruptedException {
    List<Path> files = list(tree, mostFiles);
    Counter counter = new Counter(mostBytes);
    MessageDigest all = newDigest();
    for (int i = 0; i < files.size(); i++) {
      watch.before(i, files.size());
      String line = counter.read(files.get(i)) + "  " + below(tree, files.get(i)) + "\n";
      all.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return new TreeDigest(
        files.size(), counter.bytes, counter.words, HexFormat.of().formatHex(all.digest()));
  }

  private static List<Path> list(Path tree, int mostFiles) throws IOException {
    try (Stream<Path> walk = Files.walk(tree)) {
      List<Path> files =
          walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
              .limit(mostFiles + 1L)
              .toList();
      if (files.size() > mostFiles) {
        throw new TooLarge("more than " + mostFiles + " files");
      }
      return files.stream().sorted().toList();
    }
  }

  private static String below(Path tree, Path file) {
    Path relative = tree.relativize(file);
    return relative.toString().isEmpty() ? String.valueOf(file.getFileName()) : relative.toString();
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Sums over all files. */
  private static final class Counter {
    private final long mostBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long bytes;
    private long words;

    private Counter(long mostBytes) {
      this.mostBytes = mostBytes;
    }

    /** Counts one file and answers its digest. */
    private String read(Path file) throws IOException {
      MessageDigest digest = newDigest();
      boolean inWord = false;
      try (InputStream in = Files.newInputStream(file)) {
        for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
          digest.update(buffer, 0, got);
          bytes += got;
          if (bytes > mostBytes) {
            throw new TooLarge("more than " + mostBytes + " bytes");
          }
          for (int i = 0; i < got; i++) {
            boolean space = isSpace(buffer[i]);
            words += !space && !inWord ? 1 : 0;
            inWord = !space;
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    }

    /** White space of the C locale, as {@code wc -w} sees it. */
    private static boolean isSpace(byte b) {
      return b == ' ' || (b >= '\t' && b <= '\r');
    }
  }
}
