package io.github.upscale4j.examples.cli;

import io.github.upscale4j.examples.page.Baseline;
import io.github.upscale4j.examples.page.ComparePage;
import io.github.upscale4j.files.UpscaleFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What a page that compares two pictures is made with; the same for the command of that name and after an enlargement. */
final class CompareOptions {
    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description = "The picture as it should be, of the result's size: PSNR and SSIM are in the page, and it can"
                    + " be put on the left.")
    private Path truth;

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            description = "By which the smaller picture is brought to the size of the other: bicubic (default),"
                    + " lanczos, nearest.")
    private Baseline baseline;

    boolean isGiven() {
        return truth != null || baseline != null;
    }

    /** @throws IllegalArgumentException if the page would not be one by its name, or has no folder */
    static void check(Path page) {
        String name = String.valueOf(page.getFileName()).toLowerCase(Locale.ROOT);
        if (!name.endsWith(".html") && !name.endsWith(".htm")) {
            throw new IllegalArgumentException(page + ": the page is an .html");
        }
        if (!Files.isDirectory(page.toAbsolutePath().getParent())) {
            throw new IllegalArgumentException(
                    page + ": there is no folder " + page.toAbsolutePath().getParent());
        }
    }

    /**
     * Before the work: whether a result of that size can be shown, and measured.
     *
     * @throws IllegalArgumentException if it cannot
     */
    void check(Dimensions result) throws IOException {
        ComparePage.check(result.pixels());
        if (truth != null) {
            BufferedImage known = UpscaleFiles.standard().read(truth).image();
            Dimensions size = new Dimensions(known.getWidth(), known.getHeight());
            if (!size.equals(result)) {
                throw new IllegalArgumentException("--truth " + truth + " has " + size
                        + " pixels, and the result will have " + result + "; they must be the same");
            }
        }
    }

    /** @throws IllegalArgumentException if the pictures do not go together */
    void write(Path before, Path after, Path page) throws IOException {
        UpscaleFiles files = UpscaleFiles.standard();
        BufferedImage known = truth == null ? null : files.read(truth).image();
        ComparePage made = new ComparePage(
                name(before) + " and " + name(after),
                new ComparePage.Labelled(name(before), files.read(before).image()),
                new ComparePage.Labelled(name(after), files.read(after).image()),
                baseline == null ? Baseline.BICUBIC : baseline,
                known);
        try (PartFile part = new PartFile(page, ".html", () -> {})) {
            try (Writer out = Files.newBufferedWriter(part.path())) {
                made.write(out);
            }
            part.commit();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
