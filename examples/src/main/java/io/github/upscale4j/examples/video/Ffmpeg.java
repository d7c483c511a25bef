package io.github.upscale4j.examples.video;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where ffmpeg and ffprobe are, and how they are started: without a shell, without a terminal to ask. */
public final class Ffmpeg {
    private final Path ffmpeg;
    private final Path ffprobe;

    private Ffmpeg(Path ffmpeg, Path ffprobe) {
        this.ffmpeg = ffmpeg;
        this.ffprobe = ffprobe;
    }

    /**
     * @param folders as in the environment's PATH
     * @throws IOException saying how to install it, if one of the two is not there
     */
    public static Ffmpeg find(String folders) throws IOException {
        return new Ffmpeg(program("ffmpeg", folders), program("ffprobe", folders));
    }

    private static Path program(String name, String folders) throws IOException {
        return Stream.of(folders.split(Pattern.quote(File.pathSeparator)))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> Stream.of(Path.of(folder, name), Path.of(folder, name + ".exe")))
                .filter(file -> Files.isExecutable(file) && Files.isRegularFile(file))
                .findFirst()
                .orElseThrow(
                        () -> new IOException("no " + name + " on the PATH, which reads and writes video here: install"
                                + " ffmpeg 5.1 or newer (Debian, Ubuntu: apt install ffmpeg; macOS: brew install ffmpeg;"
                                + " Windows: winget install ffmpeg)"));
    }

    /** Starts ffmpeg; standard error is a pipe, which somebody must read. */
    Process start(List<String> arguments) throws IOException {
        return process(ffmpeg, List.of("-hide_banner", "-nostdin", "-nostats"), arguments)
                .start();
    }

    /**
     * What ffprobe prints, which ends at once.
     *
     * @throws IOException with its last words, if it fails
     */
    String probe(List<String> arguments) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("upscale4j-ffprobe-", ".txt");
        try {
            Process process = process(ffprobe, List.of("-v", "error"), arguments)
                    .redirectError(errors.toFile())
                    .start();
            try {
                process.getOutputStream().close();
                String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new IOException(lastLine(Files.readString(errors)));
                }
                return text;
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(errors);
        }
    }

    private static ProcessBuilder process(Path program, List<String> always, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(always);
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    static String lastLine(String text) {
        String stripped = text.strip();
        return stripped.substring(stripped.lastIndexOf('\n') + 1);
    }

    /** Ends it, however busy it is, and waits for that. */
    static void kill(Process process) {
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor(10, TimeUnit.SECONDS);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads lines until there are no more, on a thread of its own, which ends with the process. */
    static Thread readErrors(Process process, Consumer<String> line, Runnable end) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader in = process.errorReader(StandardCharsets.UTF_8)) {
                        in.lines().forEach(line);
                    } catch (IOException | UncheckedIOException e) {
                        // it was killed
                    } finally {
                        end.run();
                    }
                },
                "upscale4j-ffmpeg");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
