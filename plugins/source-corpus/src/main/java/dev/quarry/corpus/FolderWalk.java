package dev.quarry.corpus;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The documents of a folder, found in the order of their paths. Hidden files and folders are passed
 * over; symbolic links are never followed, so nothing outside the folder is read.
 */
final class FolderWalk {
  /**
   * A document.
   *
   * @param path relative to the folder with {@code /} between segments
   * @param file where it lies
   * @param size in bytes
   * @param modified in nanoseconds since 1970
   */
  record Found(String path, Path file, long size, long modified) {}

  /**
   * @param files by path
   * @param skipped {@code path: reason}
   */
  record Result(List<Found> files, List<String> skipped) {}

  private final String base;
  private final CorpusSettings settings;
  private final List<Found> files = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private int overLimit;

  private FolderWalk(Path root, CorpusSettings settings) {
    this.base = root.toUri().getRawPath();
    this.settings = settings;
  }

  /**
   * @throws ToolException {@link FailureCode#NOT_FOUND} when the folder is missing, {@link
   *     FailureCode#REFUSED} when it may not be read
   * @throws InterruptedException when the thread was interrupted
   */
  static Result of(Path folder, CorpusSettings settings) throws InterruptedException {
    if (!Files.exists(folder)) {
      throw new ToolException(FailureCode.NOT_FOUND, "there is no folder " + folder);
    }
    if (!Files.isDirectory(folder)) {
      throw new ToolException(FailureCode.REFUSED, folder + " is a file; a folder is needed");
    }
    try {
      Path root = folder.toRealPath();
      var walk = new FolderWalk(root, settings);
      walk.visit(root);
      if (walk.overLimit > 0) {
        walk.skipped.add(
            "%d files: over the limit of %d files (setting max-files)"
                .formatted(walk.overLimit, settings.maxFiles()));
      }
      return new Result(walk.files, walk.skipped);
    } catch (IOException | DirectoryIteratorException e) {
      throw new ToolException(
          FailureCode.REFUSED, "the folder " + folder + " cannot be read: " + reason(e), e);
    }
  }

  private void visit(Path folder) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("cancelled while looking for documents");
    }
    TreeMap<String, Path> children = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(entry -> children.put(path(entry), entry));
    }
    for (var child : children.entrySet()) {
      visitChild(child.getKey(), child.getValue());
    }
  }

  private void visitChild(String path, Path child) throws InterruptedException {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.startsWith(".")) {
      return;
    }
    try {
      var attributes =
          Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isDirectory()) {
        visit(child);
      } else if (attributes.isSymbolicLink()) {
        skipped.add(path + ": symbolic links are not followed");
      } else if (attributes.isRegularFile() && DocumentType.of(name).isPresent()) {
        add(path, child, attributes);
      }
    } catch (IOException | DirectoryIteratorException e) {
      skipped.add(path + ": cannot be read: " + reason(e));
    }
  }

  private void add(String path, Path file, BasicFileAttributes attributes) {
    if (files.size() >= settings.maxFiles()) {
      overLimit++;
    } else if (attributes.size() > settings.maxFileBytes()) {
      skipped.add(
          "%s: %,d bytes, the limit is %,d (setting max-file-bytes)"
              .formatted(path, attributes.size(), settings.maxFileBytes()));
    } else {
      long modified = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
      files.add(new Found(path, file, attributes.size(), modified));
    }
  }

  /** By way of the URI, because that keeps names which the JVM's locale cannot express. */
  private String path(Path file) {
    String raw = file.toUri().getRawPath().substring(base.length());
    return CorpusUrl.decode(raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw);
  }

  private static String reason(Exception e) {
    return e.getClass().getSimpleName();
  }
}
