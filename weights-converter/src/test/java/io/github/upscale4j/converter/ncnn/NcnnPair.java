package io.github.upscale4j.converter.ncnn;

import io.github.upscale4j.weights.Weights;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** An SRVGGNetCompact as ncnn's tools write it, float32. */
record NcnnPair(String param, byte[] bin) {
    /**
     * @param activation {@code prelu}, {@code relu} or {@code leakyrelu}
     * @param merged whether activations stand in the convolutions' own lines
     */
    static NcnnPair of(Weights weights, int scale, String activation, boolean merged) {
        StringBuilder layers = new StringBuilder("Input picture 0 1 in0\nSplit copies 1 2 in0 in1 in2\n");
        ByteArrayOutputStream bin = new ByteArrayOutputStream();
        String value = "in2";
        int last = weights.names().stream()
                .mapToInt(name -> Integer.parseInt(name.split("\\.")[1]))
                .max()
                .orElseThrow();
        String slope = activation.equals("relu") ? "0.0" : "1.000000e-01";
        int count = 2;
        for (int i = 0; i <= last; i += 2, count++) {
            String name = "body." + i;
            long elements = weights.shape(name + ".weight").elements();
            layers.append("Convolution conv" + i + " 1 1 " + value + " " + i + " 0="
                    + weights.shape(name + ".weight").dim(0) + " 1=3 4=1 5=1 6=" + elements);
            value = Integer.toString(i);
            bin.writeBytes(new byte[4]);
            floats(weights, name + ".weight", bin);
            floats(weights, name + ".bias", bin);
            if (i < last && merged) {
                layers.append(activation.equals("relu") ? " 9=1" : " 9=2 -23310=1," + slope);
            }
            layers.append('\n');
            if (i < last && !merged) {
                count++;
                String made = Integer.toString(i + 1);
                if (activation.equals("prelu")) {
                    String slopes = "body." + (i + 1) + ".weight";
                    layers.append("PReLU act" + i + " 1 1 " + value + " " + made + " 0="
                            + weights.shape(slopes).dim(0) + "\n");
                    floats(weights, slopes, bin);
                } else {
                    layers.append("ReLU act" + i + " 1 1 " + value + " " + made + " 0=" + slope + "\n");
                }
                value = made;
            }
        }
        layers.append("PixelShuffle shuffle 1 1 " + value + " shuffled 0=" + scale + "\n");
        layers.append("Interp base 1 1 in1 repeated 0=1 1=" + scale + ".0 2=" + scale + ".0\n");
        layers.append("BinaryOp sum 2 1 repeated shuffled out\n");
        count += 3;
        return new NcnnPair("7767517\n" + count + " " + (count + 1) + "\n" + layers, bin.toByteArray());
    }

    private static void floats(Weights weights, String name, ByteArrayOutputStream bin) {
        float[] values = weights.floats(name);
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        bin.writeBytes(bytes.array());
    }

    Path write(Path folder) throws IOException {
        Files.write(folder.resolve("net.bin"), bin);
        return Files.writeString(folder.resolve("net.param"), param);
    }
}
