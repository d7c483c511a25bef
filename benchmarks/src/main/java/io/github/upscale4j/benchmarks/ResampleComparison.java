package io.github.upscale4j.benchmarks;

import io.github.upscale4j.resample.Resampler;
import java.awt.image.BufferedImage;
import java.util.function.UnaryOperator;

/**
 * A picture made four times as wide and high without a network, against {@code Graphics2D} with bicubic interpolation; one
 * thread on both sides.
 *
 * @param kernel {@code bicubic} or {@code lanczos}
 * @param size columns and rows of the picture; 1024 make one megapixel
 */
record ResampleComparison(String kernel, int size) implements Comparison {
    /** Small, and smooth enough for all good interpolations to agree. */
    private static final int CHECKED = 64;

    @Override
    public String group() {
        return "Resampling against Graphics2D";
    }

    @Override
    public String title() {
        return kernel + " x4, " + size + " x " + size + " RGB";
    }

    @Override
    public boolean vectorModule() {
        return true;
    }

    /** Two levels: kernels differ, and both round. */
    @Override
    public float limit() {
        return 2.01f / 255;
    }

    private Resampler resampler() {
        return switch (kernel) {
            case "bicubic" -> Resampler.BICUBIC;
            case "lanczos" -> Resampler.LANCZOS3;
            default -> throw new IllegalArgumentException("no kernel '" + kernel + "'; there are bicubic, lanczos");
        };
    }

    @Override
    public Contestant ours() {
        Resampler resampler = resampler();
        return new Side(
                "Resampler " + resampler,
                image -> resampler.resize(image, 4 * image.getWidth(), 4 * image.getHeight()));
    }

    @Override
    public Contestant peer() {
        return new Side("Graphics2D bicubic", image -> Pictures.graphics2D(image, 4));
    }

    private final class Side implements Contestant {
        private final String description;
        private final UnaryOperator<BufferedImage> resize;
        private final BufferedImage image = Pictures.smooth(size);

        Side(String description, UnaryOperator<BufferedImage> resize) {
            this.description = description;
            this.resize = resize;
        }

        @Override
        public String description() {
            return description;
        }

        @Override
        public void run() {
            if (resize.apply(image).getWidth() != 4 * size) {
                throw new IllegalStateException(description + " gave another size");
            }
        }

        @Override
        public float[] result() {
            return Pictures.values(resize.apply(Pictures.smooth(CHECKED)));
        }

        @Override
        public void close() {
            // nothing but memory
        }
    }
}
