package io.github.upscale4j.cpu;

/** Memory that a thread lends to a kernel for the time of a call; what it holds before means nothing. */
public record Scratch(float[] floats, float[][] lines) {
    /** How much of it: enough for every kernel of a plan. */
    record Size(int floats, int lines, int lineLength) {
        /** @param kernels of the steps of a plan; the first, which is the input, has none */
        static Size of(Kernels.StepKernel[] kernels) {
            int floats = 0;
            int lines = 0;
            int lineLength = 0;
            for (int i = 1; i < kernels.length; i++) {
                floats = Math.max(floats, kernels[i].scratch());
                lines = Math.max(lines, kernels[i].lines());
                lineLength = Math.max(lineLength, kernels[i].lineLength());
            }
            return new Size(floats, lines, lineLength);
        }

        long bytes() {
            return 4 * (floats + (long) lines * lineLength);
        }

        Scratch allocate() {
            return new Scratch(new float[floats], new float[lines][lineLength]);
        }
    }
}
