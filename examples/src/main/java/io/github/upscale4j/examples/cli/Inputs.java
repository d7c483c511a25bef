package io.github.upscale4j.examples.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The pictures that INPUT names: files; folders, for the pictures in them and below; patterns such as {@code **.jpg} that no
 * shell has resolved.
 *
 * @param file to be read
 * @param name of its result within a folder of results, with the folders below the INPUT and without extension
 */
record Inputs(Path file, Path name) {
    private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp", "gif");

    /** Whether the text names any number of pictures, none of them by name. */
    static boolean isMany(String input) {
        return !Files.exists(Path.of(input)) && isPattern(input) || Files.isDirectory(Path.of(input));
    }

    private static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
    }

    /**
     * In the order of {@code inputs}, those of a folder or pattern by name. What lies in {@code results} is left out, unless it
     * is the very folder.
     *
     * @throws IllegalArgumentException if a folder or pattern holds no picture
     */
    static List<Inputs> of(List<String> inputs, Path results) throws IOException {
        List<Inputs> found = new ArrayList<>();
        for (String input : inputs) {
            Path path = Path.of(input);
            if (!isMany(input)) {
                found.add(new Inputs(path, stem(path.getFileName())));
                continue;
            }
            List<Inputs> several = isPattern(input) && !Files.isDirectory(path)
                    ? matching(path, results)
                    : below(path, results, file -> EXTENSIONS.contains(extension(file)));
            if (several.isEmpty()) {
                throw new IllegalArgumentException(input + ": no pictures there");
            }
            found.addAll(several);
        }
        return found;
    }

    /** The folder before the first wildcard is searched. */
    private static List<Inputs> matching(Path pattern, Path results) throws IOException {
        int plain = 0;
        while (!isPattern(pattern.getName(plain).toString())) {
            plain++;
        }
        Path base = pattern.getRoot() == null ? Path.of("") : pattern.getRoot();
        if (plain > 0) {
            base = base.resolve(pattern.subpath(0, plain));
        }
        String rest = pattern.subpath(plain, pattern.getNameCount()).toString();
        // the separator of Windows escapes in a pattern
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + rest.replace('\\', '/'));
        Path from = base;
        return below(base, results, file -> matcher.matches(from.relativize(file)));
    }

    private static List<Inputs> below(Path base, Path results, Predicate<Path> wanted) throws IOException {
        List<Inputs> found = new ArrayList<>();
        Path start = base.toString().isEmpty() ? Path.of(".") : base;
        Files.walkFileTree(start, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean isResults = !folder.equals(start) && same(folder, results);
                boolean hidden =
                        !folder.equals(start) && folder.getFileName().toString().startsWith(".");
                return isResults || hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path name = start.relativize(file);
                Path asNamed = base.resolve(name);
                if (Files.isRegularFile(file) && !isHidden(file) && wanted.test(asNamed)) {
                    found.add(new Inputs(asNamed, stem(name)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) {
                found.add(new Inputs(file, stem(start.relativize(file)))); // reading it will tell
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(Comparator.comparing(Inputs::file));
        return found;
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static Path stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.resolveSibling(dot > 0 ? name.substring(0, dot) : name);
    }

    /** Whether both are there and the same, by whatever name. */
    static boolean same(Path a, Path b) {
        try {
            return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
        } catch (IOException e) {
            return false;
        }
    }
}
