package io.github.upscale4j.benchmarks;

import java.util.Random;

/**
 * What a network is given: noise in [0, 1], the same at every call.
 *
 * @param planar channels x height x width
 */
record Image(float[] planar, int channels, int height, int width) {
    static Image noise(int channels, int height, int width) {
        Random random = new Random(20);
        float[] planar = new float[channels * height * width];
        for (int i = 0; i < planar.length; i++) {
            planar[i] = random.nextFloat();
        }
        return new Image(planar, channels, height, width);
    }

    /** All channels of a pixel side by side, as the engine reads rows. */
    float[] interleaved() {
        float[] values = new float[planar.length];
        int pixels = height * width;
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < pixels; i++) {
                values[i * channels + c] = planar[c * pixels + i];
            }
        }
        return values;
    }

    static float[] planar(float[] interleaved, int channels) {
        float[] values = new float[interleaved.length];
        int pixels = interleaved.length / channels;
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < pixels; i++) {
                values[c * pixels + i] = interleaved[i * channels + c];
            }
        }
        return values;
    }
}
