package io.github.upscale4j.resample;

/**
 * Resizes one interleaved row. The channels are summed side by side in locals, so each weight is loaded once; four taps
 * (bicubic, the common case) are unrolled, because the loop's own cost would exceed its work.
 */
final class HorizontalPass {
    private final Taps taps;
    private final int channels;

    HorizontalPass(Taps taps, int channels) {
        this.taps = taps;
        this.channels = channels;
    }

    void run(float[] row, int offset, float[] out) {
        if (channels == 3) {
            if (taps.count == 4) {
                fourTapsOfThree(row, offset, out);
            } else {
                three(row, offset, out);
            }
        } else if (channels == 1) {
            one(row, offset, out);
        } else {
            any(row, offset, out);
        }
    }

    private void fourTapsOfThree(float[] row, int offset, float[] out) {
        int[] first = taps.first;
        float[] w = taps.weights;
        for (int x = 0; x < taps.target; x++) {
            int s = offset + 3 * first[x];
            float w0 = w[4 * x];
            float w1 = w[4 * x + 1];
            float w2 = w[4 * x + 2];
            float w3 = w[4 * x + 3];
            out[3 * x] = w0 * row[s] + w1 * row[s + 3] + w2 * row[s + 6] + w3 * row[s + 9];
            out[3 * x + 1] = w0 * row[s + 1] + w1 * row[s + 4] + w2 * row[s + 7] + w3 * row[s + 10];
            out[3 * x + 2] = w0 * row[s + 2] + w1 * row[s + 5] + w2 * row[s + 8] + w3 * row[s + 11];
        }
    }

    private void three(float[] row, int offset, float[] out) {
        int[] first = taps.first;
        float[] weights = taps.weights;
        int count = taps.count;
        for (int x = 0, w = 0; x < taps.target; x++) {
            float a = 0;
            float b = 0;
            float c = 0;
            for (int t = 0, s = offset + 3 * first[x]; t < count; t++, s += 3, w++) {
                float weight = weights[w];
                a += weight * row[s];
                b += weight * row[s + 1];
                c += weight * row[s + 2];
            }
            out[3 * x] = a;
            out[3 * x + 1] = b;
            out[3 * x + 2] = c;
        }
    }

    private void one(float[] row, int offset, float[] out) {
        int[] first = taps.first;
        float[] weights = taps.weights;
        int count = taps.count;
        for (int x = 0, w = 0; x < taps.target; x++) {
            float sum = 0;
            for (int t = 0, s = offset + first[x]; t < count; t++, s++, w++) {
                sum += weights[w] * row[s];
            }
            out[x] = sum;
        }
    }

    private void any(float[] row, int offset, float[] out) {
        for (int x = 0; x < taps.target; x++) {
            int s = offset + channels * taps.first[x];
            for (int c = 0; c < channels; c++) {
                float sum = 0;
                for (int t = 0; t < taps.count; t++) {
                    sum += taps.weights[x * taps.count + t] * row[s + t * channels + c];
                }
                out[x * channels + c] = sum;
            }
        }
    }
}
