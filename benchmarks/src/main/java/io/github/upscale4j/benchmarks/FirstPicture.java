package io.github.upscale4j.benchmarks;

import io.github.upscale4j.Upscaler;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;

/** A program that upscales one picture and ends: what a user of a command line waits for. */
final class FirstPicture {
    private FirstPicture() {}

    /** @param args the picture, and where to write the one four times as wide and high as PNG */
    public static void main(String[] args) throws IOException {
        System.setProperty("java.awt.headless", "true");
        BufferedImage image = ImageIO.read(new File(args[0]));
        if (!ImageIO.write(Upscaler.upscale(image, 4), "png", new File(args[1]))) {
            throw new IOException("no writer for PNG");
        }
    }
}
