package io.github.upscale4j.benchmarks;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Pictures to measure with. */
final class Pictures {
    private Pictures() {}

    /** RGB waves of about 50 pixels, away from black and white. */
    static BufferedImage smooth(int size) {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int red = wave(x, y);
                int green = wave(y, 2 * x);
                int blue = wave(x + y, 3);
                image.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        return image;
    }

    private static int wave(int a, int b) {
        return (int) Math.round(128 + 50 * Math.sin(a * 0.12) + 50 * Math.cos(b * 0.06));
    }

    static BufferedImage graphics2D(BufferedImage image, int scale) {
        BufferedImage result = new BufferedImage(image.getWidth() * scale, image.getHeight() * scale, image.getType());
        Graphics2D graphics = result.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(image, 0, 0, result.getWidth(), result.getHeight(), null);
        graphics.dispose();
        return result;
    }

    /** RGB in [0, 1], pixel by pixel. */
    static float[] values(BufferedImage image) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        float[] values = new float[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            values[3 * i] = (pixels[i] >> 16 & 0xff) / 255f;
            values[3 * i + 1] = (pixels[i] >> 8 & 0xff) / 255f;
            values[3 * i + 2] = (pixels[i] & 0xff) / 255f;
        }
        return values;
    }
}
