package io.github.upscale4j.converter;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.tensor.Tensor;
import java.util.Locale;
import java.util.Random;

/**
 * How far two models' results for a test picture are apart: 64 x 48 pixels with gradients, edges and noise.
 *
 * @param identical whether all floats are the same, bit for bit
 * @param most the largest difference of a sample, in levels of 8 bits
 * @param mean the average difference, in such levels
 */
public record Verification(boolean identical, int most, double mean) {
    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;

    /** @throws IllegalArgumentException if the models differ in channels or scale */
    public static Verification of(Model a, Model b) {
        if (a.inputChannels() != b.inputChannels()
                || a.outputChannels() != b.outputChannels()
                || a.scale() != b.scale()) {
            throw new IllegalArgumentException(a + " and " + b + " cannot be compared");
        }
        Tensor picture = picture(a.inputChannels());
        return of(run(a, picture), run(b, picture));
    }

    private static Verification of(float[] a, float[] b) {
        boolean identical = true;
        int most = 0;
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            identical &= Float.floatToRawIntBits(a[i]) == Float.floatToRawIntBits(b[i]);
            int difference = Math.abs(level(a[i]) - level(b[i]));
            most = Math.max(most, difference);
            sum += difference;
        }
        return new Verification(identical, most, (double) sum / a.length);
    }

    private static int level(float value) {
        return Math.round(255 * Math.max(0, Math.min(1, value)));
    }

    private static float[] run(Model model, Tensor picture) {
        try (Upscaler upscaler = Upscaler.builder().model(model).build()) {
            return upscaler.upscale(picture).data();
        }
    }

    private static Tensor picture(int channels) {
        Random random = new Random(7);
        Tensor picture = Tensor.zeros(channels, HEIGHT, WIDTH);
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    float slope = (x * (c + 1) + y) % WIDTH / (float) WIDTH;
                    float stripes = (x / 5 + y / 7) % 2;
                    picture.data()[(c * HEIGHT + y) * WIDTH + x] =
                            0.6f * slope + 0.25f * stripes + 0.15f * random.nextFloat();
                }
            }
        }
        return picture;
    }

    /** As in {@code at most 1 level of 255, 0.0021 on average}. */
    @Override
    public String toString() {
        return identical
                ? "bit-identical"
                : String.format(
                        Locale.ROOT, "at most %d level%s of 255, %.4f on average", most, most == 1 ? "" : "s", mean);
    }
}
