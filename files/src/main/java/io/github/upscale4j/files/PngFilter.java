package io.github.upscale4j.files;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The five filters of a PNG row, each byte less what its neighbours foretell, and the choice among them: the one whose bytes,
 * as signed numbers, have the smallest sum of magnitudes (PNG, third edition, sections 9 and 12.7).
 */
final class PngFilter {
    private static final int FILTERS = 5;

    private final int length;
    private final int step; // bytes a pixel
    private final byte[][] filtered;

    PngFilter(int length, int step) {
        this.length = length;
        this.step = step;
        filtered = new byte[FILTERS][length + 1];
        for (int type = 0; type < FILTERS; type++) {
            filtered[type][0] = (byte) type;
        }
    }

    void write(byte[] row, byte[] above, OutputStream out) throws IOException {
        byte[] none = filtered[0];
        byte[] sub = filtered[1];
        byte[] up = filtered[2];
        byte[] average = filtered[3];
        byte[] paeth = filtered[4];
        System.arraycopy(row, 0, none, 1, length);
        for (int i = 0; i < Math.min(step, length); i++) { // nothing to the left
            sub[i + 1] = row[i];
            up[i + 1] = paeth[i + 1] = (byte) (row[i] - above[i]);
            average[i + 1] = (byte) (row[i] - ((above[i] & 0xff) >> 1));
        }
        for (int i = step; i < length; i++) {
            sub[i + 1] = (byte) (row[i] - row[i - step]);
        }
        for (int i = step; i < length; i++) {
            up[i + 1] = (byte) (row[i] - above[i]);
        }
        for (int i = step; i < length; i++) {
            average[i + 1] = (byte) (row[i] - ((row[i - step] & 0xff) + (above[i] & 0xff) >> 1));
        }
        for (int i = step; i < length; i++) {
            paeth[i + 1] = (byte) (row[i] - paeth(row[i - step] & 0xff, above[i] & 0xff, above[i - step] & 0xff));
        }
        out.write(smallest(), 0, length + 1);
    }

    /** Of left, above and above left the one nearest to left + above - above left. */
    private static int paeth(int left, int above, int aboveLeft) {
        int toLeft = Math.abs(above - aboveLeft);
        int toAbove = Math.abs(left - aboveLeft);
        int toAboveLeft = Math.abs(left + above - 2 * aboveLeft);
        if (toLeft <= toAbove && toLeft <= toAboveLeft) {
            return left;
        }
        return toAbove <= toAboveLeft ? above : aboveLeft;
    }

    private byte[] smallest() {
        byte[] best = filtered[0];
        long least = Long.MAX_VALUE;
        for (byte[] candidate : filtered) {
            long sum = 0;
            for (int i = 1; i <= length; i++) {
                sum += Math.abs(candidate[i]);
            }
            if (sum < least) {
                least = sum;
                best = candidate;
            }
        }
        return best;
    }
}
