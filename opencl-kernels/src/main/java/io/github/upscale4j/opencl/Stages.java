package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Activation;
import io.github.upscale4j.plan.Stage;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;
import java.util.List;

/**
 * The epilogue of a step: the text that applies it in a kernel, which is the same for all steps with stages of the same
 * kinds, and the arguments, one of eight ints a stage, or a view.
 */
final class Stages {
    private final StringBuilder declared = new StringBuilder();
    private final StringBuilder applied = new StringBuilder();
    private final int[][] arguments; // none for stages that read an operand

    Stages(Step step, Weights weights, WeightArena arena) {
        List<Stage> stages = step.epilogue();
        arguments = new int[stages.size()][];
        for (int i = 0; i < arguments.length; i++) {
            Stage stage = stages.get(i);
            declared.append(stage instanceof Stage.Reading ? ", VIEW(e" + i + ")" : ", int8 e" + i);
            applied.append(String.format(" %s(v, e%d, y, x, c);", name(stage), i));
            arguments[i] = stage instanceof Stage.Reading
                    ? null
                    : Arrays.copyOf(numbers(stage, step.output().channels(), weights, arena), 8);
        }
    }

    /** The macro of {@code common.cl}. */
    private static String name(Stage stage) {
        if (!(stage instanceof Stage.Activate activate)) {
            return stage instanceof Stage.Scale
                    ? "SCALE"
                    : stage instanceof Stage.Affine ? "AFFINE" : stage instanceof Stage.Multiply ? "MULTIPLY" : "ADD";
        }
        Activation activation = activate.activation();
        if (activation instanceof Activation.LeakyRelu || activation instanceof Activation.Prelu) {
            return "SLOPE";
        }
        if (activation instanceof Activation.Gelu) {
            return "GELU";
        }
        if (activation instanceof Activation.Sigmoid) {
            return "SIGMOID";
        }
        if (activation instanceof Activation.Silu) {
            return "SILU";
        }
        if (activation instanceof Activation.Mish) {
            return "MISH";
        }
        if (activation instanceof Activation.Tanh) {
            return "TANH";
        }
        if (activation instanceof Activation.Clamp) {
            return "CLAMP";
        }
        throw new UnsupportedOperationException("OpenCL has no kernel for " + activation);
    }

    private static int[] numbers(Stage stage, int channels, Weights weights, WeightArena arena) {
        if (stage instanceof Stage.Scale scale) {
            return new int[] {bits(scale.factor())};
        }
        if (stage instanceof Stage.Affine affine) {
            return new int[] {arena.add(array(affine.factors())), arena.add(array(affine.offsets()))};
        }
        Activation activation = ((Stage.Activate) stage).activation();
        if (activation instanceof Activation.Clamp clamp) {
            return new int[] {bits(clamp.low()), bits(clamp.high())};
        }
        if (activation instanceof Activation.LeakyRelu || activation instanceof Activation.Prelu) {
            return new int[] {arena.add(slopes(activation, channels, weights))};
        }
        return new int[0];
    }

    private static int bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    private static float[] array(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    private static float[] slopes(Activation activation, int channels, Weights weights) {
        float[] all = new float[channels];
        float[] stored = activation instanceof Activation.Prelu prelu
                ? weights.floats(prelu.name() + ".weight")
                : new float[] {((Activation.LeakyRelu) activation).slope()};
        for (int c = 0; c < channels; c++) {
            all[c] = stored[stored.length == 1 ? 0 : c];
        }
        return all;
    }

    /** What kernels name {@code EPILOGUE_ARGUMENTS} and {@code EPILOGUE}. */
    String source() {
        return "#define EPILOGUE_ARGUMENTS " + declared + "\n#define EPILOGUE(v, y, x, c)" + applied + "\n";
    }

    /** Adds the arguments, which are the last ones of a kernel. */
    void set(Kernel kernel, StepViews views) {
        int operand = views.step().inputs().size();
        for (int[] argument : arguments) {
            if (argument == null) {
                kernel.and(views.operand(operand++));
            } else {
                kernel.and(argument);
            }
        }
    }
}
