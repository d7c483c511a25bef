package io.github.upscale4j.debug;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.tensor.Tensor;

/** The operations that see a whole image, as their definitions say. */
final class ReferencePooling {
    private ReferencePooling() {}

    static Tensor value(Op op, Tensor x) {
        if (op instanceof Op.Mean) {
            Tensor result = Tensor.zeros(x.channels(), 1, 1);
            for (int c = 0; c < x.channels(); c++) {
                result.data()[c] = (float) mean(x, c);
            }
            return result;
        }
        throw new UnsupportedOperationException("no reference for " + op);
    }

    private static double mean(Tensor x, int channel) {
        int pixels = x.height() * x.width();
        double sum = 0;
        for (int i = 0; i < pixels; i++) {
            sum += x.data()[channel * pixels + i];
        }
        return sum / pixels;
    }
}
