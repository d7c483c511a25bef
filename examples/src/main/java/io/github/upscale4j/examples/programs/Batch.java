package io.github.upscale4j.examples.programs;

import io.github.upscale4j.Upscaler;
import io.github.upscale4j.files.UpscaleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;

/** All pictures of a folder with one bar: {@code Batch photos results}. What fails is named, and the others go on. */
public final class Batch {
    private static final int SCALE = 2;

    /** Of the bar: a hundredth of a picture a step. */
    private static final int STEPS = 100;

    private Batch() {}

    public static void main(String[] args) throws IOException {
        Path results = Files.createDirectories(Path.of(args[1]));
        List<Path> pictures;
        try (Stream<Path> found = Files.list(Path.of(args[0]))) {
            pictures = found.filter(Files::isRegularFile).sorted().toList();
        }
        // one upscaler for all of them: the network is compiled once
        try (ProgressBar bar = new ProgressBar("Enlarging", (long) STEPS * pictures.size());
                Upscaler upscaler = Upscaler.builder().build()) {
            for (int i = 0; i < pictures.size(); i++) {
                Path picture = pictures.get(i);
                long begin = (long) STEPS * i;
                bar.setExtraMessage(picture.getFileName().toString());
                try {
                    UpscaleFiles.standard()
                            .upscale(
                                    upscaler.with(
                                            progress -> bar.stepTo(begin + Math.round(STEPS * progress.fraction()))),
                                    picture,
                                    results.resolve(picture.getFileName() + ".png"),
                                    SCALE);
                } catch (IOException e) {
                    System.err.println(e.getMessage()); // names the file
                }
                bar.stepTo(begin + STEPS);
            }
        }
    }
}
