package io.github.upscale4j.cpu;

import io.github.upscale4j.plan.Step;

/** The order of pixels by their categories, counted and dealt out: the same on every CPU path. */
final class CategoryOrder implements Kernels.GlobalKernel {
    private final int categories;

    CategoryOrder(Step step) {
        if (!step.epilogue().isEmpty()) {
            throw new UnsupportedOperationException("the CPU has no kernel for " + step.op() + " with stages after it");
        }
        categories = step.inputs().get(0).view().channels();
    }

    @Override
    public int parts() {
        return 1;
    }

    @Override
    public void run(StepRows rows, int part) {
        float[] a = rows.arena();
        int width = rows.width();
        int pixels = width * rows.height();
        int[] category = new int[pixels];
        int[] next = new int[categories + 1];
        for (int p = 0; p < pixels; p++) {
            category[p] = largest(a, rows.operand(0, p / width) + p % width * rows.operandStride(0));
            next[category[p] + 1]++;
        }
        for (int c = 0; c < categories; c++) {
            next[c + 1] += next[c];
        }
        for (int p = 0; p < pixels; p++) {
            int place = next[category[p]]++;
            a[rows.output(place / width) + place % width * rows.outputStride()] = p;
        }
    }

    private int largest(float[] a, int at) {
        int largest = 0;
        for (int c = 1; c < categories; c++) {
            largest = a[at + c] > a[at + largest] ? c : largest;
        }
        return largest;
    }

    @Override
    public void finish(StepRows rows) {
        // no stages
    }
}
