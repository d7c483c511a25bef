package io.github.upscale4j.examples.cli;

import io.github.upscale4j.files.FileFormat;
import io.github.upscale4j.files.UpscaleFiles;
import picocli.CommandLine.Option;

/** The options about what is read and written. */
final class ResultOptions {
    @Option(names = "--scale", paramLabel = "N", description = "How many times as wide and high, from 1 to 16.")
    private Integer scale;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = Converters.Size.class,
            description = "The result's size in pixels, as in 1920x1080; proportions are not kept.")
    private Dimensions size;

    @Option(
            names = "--format",
            paramLabel = "png|jpg|tif",
            converter = Converters.Format.class,
            description = "Of the results in a folder. Default: png.")
    private FileFormat format;

    @Option(names = "--quality", paramLabel = "N", description = "Of JPEG, from 1 to 100. Default: 95.")
    private Integer quality;

    @Option(
            names = "--max-pixels",
            paramLabel = "500M",
            converter = Converters.Count.class,
            description = "Refuse inputs with more pixels, before they are decoded. Default: 500M.")
    private Long maxPixels;

    @Option(names = "--resume", description = "Skip inputs whose result is there already.")
    boolean resume;

    /** @throws IllegalArgumentException saying which value is none */
    void check() {
        check(scale, size);
        if (quality != null && (quality < 1 || quality > 100)) {
            throw new IllegalArgumentException("--quality: from 1 to 100, got " + quality);
        }
    }

    /**
     * @param scale null if not given, as the size
     * @throws IllegalArgumentException saying which value is none
     */
    static void check(Integer scale, Dimensions size) {
        if (scale != null && (scale < 1 || scale > Means.MAX_SCALE)) {
            throw new IllegalArgumentException("--scale: from 1 to " + Means.MAX_SCALE + ", got " + scale);
        }
        if (scale != null && size != null) {
            throw new IllegalArgumentException("--scale and --size: one of them, not both");
        }
    }

    FileFormat format() {
        return format == null ? FileFormat.PNG : format;
    }

    UpscaleFiles files() {
        UpscaleFiles files = UpscaleFiles.standard();
        if (quality != null) {
            files = files.withQuality(quality);
        }
        return maxPixels == null ? files : files.withMaxPixels(maxPixels);
    }

    long maxPixels(long otherwise) {
        return maxPixels == null ? otherwise : maxPixels;
    }

    /** Without --scale or --size the scale of what makes the picture larger. */
    Dimensions of(Dimensions picture, int ownScale) {
        return of(picture, scale, size, ownScale);
    }

    static Dimensions of(Dimensions picture, Integer scale, Dimensions size, int ownScale) {
        if (size != null) {
            return size;
        }
        int times = scale != null ? scale : ownScale;
        return Dimensions.of((long) picture.width() * times, (long) picture.height() * times);
    }
}
