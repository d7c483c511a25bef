package io.github.upscale4j.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.upscale4j.converter.onnx.OnnxExport;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Map;
import javax.imageio.ImageIO;

/** {@link FirstPicture} as one writes it with ONNX Runtime: load the .onnx file, run it, round, write. */
final class FirstPictureByPeer {
    private FirstPictureByPeer() {}

    /** @param args the picture, the result, the network */
    public static void main(String[] args) throws IOException, OrtException {
        System.setProperty("java.awt.headless", "true");
        BufferedImage image = ImageIO.read(new File(args[0]));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = {1, 3, image.getHeight(), image.getWidth()};
        FloatBuffer planar = FloatBuffer.wrap(Image.planar(Pictures.values(image), 3));
        try (OrtSession session = environment.createSession(args[2]);
                OnnxTensor input = OnnxTensor.createTensor(environment, planar, shape);
                OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, input))) {
            OnnxTensor output = (OnnxTensor) result.get(0);
            long[] size = output.getInfo().getShape();
            if (!ImageIO.write(
                    picture(output.getFloatBuffer(), (int) size[3], (int) size[2]), "png", new File(args[1]))) {
                throw new IOException("no writer for PNG");
            }
        }
    }

    private static BufferedImage picture(FloatBuffer planar, int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int plane = width * height;
        int[] pixels = new int[plane];
        for (int i = 0; i < plane; i++) {
            pixels[i] =
                    level(planar.get(i)) << 16 | level(planar.get(plane + i)) << 8 | level(planar.get(2 * plane + i));
        }
        picture.setRGB(0, 0, width, height, pixels, 0, width);
        return picture;
    }

    private static int level(float value) {
        return Math.round(Math.max(0, Math.min(1, value)) * 255);
    }
}
