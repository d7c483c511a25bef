package io.github.upscale4j.examples.cli;

import io.github.upscale4j.examples.page.PageServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options about the page in a browser. */
final class ServeOptions {
    private static final int PORT = 8124;

    @Option(
            names = "--serve",
            description = "Instead of INPUT: a page in your browser, for this computer alone, on which pictures are"
                    + " dropped, enlarged and compared. Ctrl-C ends it.")
    boolean wanted;

    @Option(names = "--port", paramLabel = "N", description = "Of the page. Default: " + PORT + "; 0 for any.")
    private Integer port;

    @Option(names = "--models", paramLabel = "FOLDER", description = "Of checkpoints that the page offers.")
    private Path models;

    /** @throws IllegalArgumentException saying what is wrong */
    void check() {
        if (!wanted && (port != null || models != null)) {
            throw new IllegalArgumentException("--port and --models go with --serve");
        }
        if (port != null && (port < 0 || port > 65_535)) {
            throw new IllegalArgumentException("--port: from 0 to 65535, got " + port);
        }
        if (models != null && !Files.isDirectory(models)) {
            throw new IllegalArgumentException("--models: there is no folder " + models);
        }
    }

    /** Runs until the JVM is ended, or the thread interrupted. */
    void run(NetworkOptions network, ResultOptions results, PrintWriter out) throws IOException {
        PageServer.Settings settings = new PageServer.Settings(
                port == null ? PORT : port,
                models,
                network.pageModel(),
                network.pageBackend(),
                network::builder,
                results.maxPixels(PageServer.Settings.DEFAULT_MAX_PIXELS));
        try (PageServer page = PageServer.start(settings)) {
            out.println("upscale4j: open " + page.address() + " in your browser; Ctrl-C ends it");
            out.flush();
            page.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
