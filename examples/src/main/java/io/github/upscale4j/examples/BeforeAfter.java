package io.github.upscale4j.examples;

import io.github.upscale4j.Upscaler;
import io.github.upscale4j.resample.Resampler;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * Makes the picture on top of the README: a drawn scene, shrunk to a quarter and saved as a JPEG, then enlarged by bicubic
 * and by the embedded model. Both see the same file, {@code small.jpg}.
 */
public final class BeforeAfter {
    private static final int SIDE = 420;
    private static final int SCALE = 4;
    private static final float JPEG_QUALITY = 0.85f;
    private static final int CAPTION = 30;
    private static final int GAP = 6;

    private BeforeAfter() {}

    /** @param args the folder to write to, {@code docs} of this repository */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        byte[] small = jpeg(Resampler.BICUBIC.resize(scene(), SIDE / SCALE, SIDE / SCALE));
        Files.write(folder.resolve("small.jpg"), small);
        BufferedImage input = ImageIO.read(new ByteArrayInputStream(small));
        BufferedImage before = Resampler.BICUBIC.resize(input, SIDE, SIDE);
        BufferedImage after = Upscaler.upscale(input, SCALE);
        ImageIO.write(
                beside(before, after), "png", folder.resolve("before-after.png").toFile());
    }

    /** A lighthouse at dusk: gradients, hard and soft edges, thin lines, bricks, letters. */
    static BufferedImage scene() {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = smooth(image);
        g.setPaint(new GradientPaint(0, 0, new Color(38, 48, 104), 0, 280, new Color(247, 176, 122)));
        g.fillRect(0, 0, SIDE, 280);
        sun(g);
        sea(g);
        boat(g);
        cliff(g);
        lighthouse(g);
        gulls(g);
        sign(g);
        g.dispose();
        return image;
    }

    private static void sun(Graphics2D g) {
        for (int r = 70; r > 34; r -= 2) {
            g.setColor(new Color(255, 226, 150, 12));
            g.fill(new Ellipse2D.Double(120 - r, 232 - r, 2 * r, 2 * r));
        }
        g.setColor(new Color(255, 236, 182));
        g.fill(new Ellipse2D.Double(86, 198, 68, 68));
    }

    private static void sea(Graphics2D g) {
        g.setPaint(new GradientPaint(0, 262, new Color(214, 140, 118), 0, SIDE, new Color(22, 58, 96)));
        g.fillRect(0, 262, SIDE, SIDE - 262);
        Random random = new Random(7);
        for (int i = 0; i < 150; i++) {
            int y = 266 + (int) (Math.pow(random.nextDouble(), 1.6) * (SIDE - 270));
            double length = 6 + (y - 262) * 0.22 * random.nextDouble();
            double x = random.nextDouble() * SIDE;
            g.setColor(random.nextInt(3) == 0 ? new Color(255, 222, 170, 190) : new Color(14, 40, 78, 150));
            g.setStroke(new BasicStroke(1 + (y - 262) / 70f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            Path2D wave = new Path2D.Double();
            wave.moveTo(x - length, y);
            wave.quadTo(x, y - 3, x + length, y);
            g.draw(wave);
        }
    }

    private static void boat(Graphics2D g) {
        g.setColor(new Color(120, 34, 30));
        fill(g, 52, 300, 172, 300, 152, 326, 70, 326);
        g.setColor(new Color(245, 240, 226));
        fill(g, 112, 190, 112, 292, 166, 292);
        g.setColor(new Color(224, 92, 60));
        fill(g, 106, 204, 106, 292, 60, 292);
        g.setColor(new Color(48, 30, 24));
        g.setStroke(new BasicStroke(4));
        g.drawLine(109, 178, 109, 302);
        g.setStroke(new BasicStroke(2));
        g.drawLine(109, 180, 172, 300);
        g.drawLine(109, 180, 54, 300);
        g.setColor(new Color(196, 60, 44));
        fill(g, 109, 178, 109, 190, 84, 184);
    }

    private static void cliff(Graphics2D g) {
        g.setColor(new Color(52, 66, 52));
        fill(g, 232, 420, 246, 352, 274, 322, 330, 312, 420, 318, 420, 420);
        Random random = new Random(3);
        g.setStroke(new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (int i = 0; i < 190; i++) {
            double x = 250 + random.nextDouble() * 170;
            double y = 330 + random.nextDouble() * 90;
            int shade = random.nextInt(60);
            g.setColor(new Color(70 + shade, 96 + shade, 54 + shade / 2));
            Path2D blade = new Path2D.Double();
            blade.moveTo(x, y);
            blade.quadTo(x + 2, y - 10, x + random.nextDouble() * 16 - 4, y - 16);
            g.draw(blade);
        }
    }

    private static void lighthouse(Graphics2D g) {
        g.setPaint(new GradientPaint(300, 0, new Color(255, 250, 240), 376, 0, new Color(172, 168, 182)));
        fill(g, 310, 116, 366, 116, 382, 330, 294, 330);
        g.setPaint(new GradientPaint(300, 0, new Color(206, 52, 46), 376, 0, new Color(120, 22, 30)));
        for (int y = 146; y < 300; y += 72) {
            double inset = (330 - y) * 16 / 214.0;
            double below = (330 - y - 36) * 16 / 214.0;
            fill(g, 294 + inset, y, 382 - inset, y, 382 - below, y + 36, 294 + below, y + 36);
        }
        g.setColor(new Color(40, 36, 48));
        g.fillRect(300, 106, 76, 10);
        fill(g, 306, 64, 338, 36, 370, 64);
        g.fillRect(335, 22, 6, 18);
        g.setColor(new Color(255, 244, 176));
        g.fillRect(316, 66, 44, 40);
        g.setColor(new Color(40, 36, 48));
        g.setStroke(new BasicStroke(3));
        for (int x = 316; x <= 360; x += 11) {
            g.drawLine(x, 66, x, 106);
        }
        g.setColor(new Color(255, 248, 200, 70));
        fill(g, 318, 80, 0, 36, 0, 110, 318, 92);
        g.setColor(new Color(54, 44, 56));
        for (int y = 196; y < 330; y += 72) {
            g.fillRoundRect(331, y, 14, 22, 12, 12);
        }
        g.fillRoundRect(326, 296, 24, 36, 18, 18);
    }

    private static void gulls(Graphics2D g) {
        g.setColor(new Color(250, 246, 240));
        g.setStroke(new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (int[] at : new int[][] {{60, 150, 18}, {196, 66, 14}, {226, 168, 20}, {150, 128, 11}}) {
            Path2D wings = new Path2D.Double();
            wings.moveTo(at[0] - at[2], at[1] - at[2] / 3.0);
            wings.quadTo(at[0] - at[2] / 2.0, at[1] - at[2] * 0.7, at[0], at[1]);
            wings.quadTo(at[0] + at[2] / 2.0, at[1] - at[2] * 0.7, at[0] + at[2], at[1] - at[2] / 3.0);
            g.draw(wings);
        }
    }

    private static void sign(Graphics2D g) {
        g.setColor(new Color(74, 48, 30));
        g.fillRect(34, 372, 8, 48);
        g.fillRect(190, 372, 8, 48);
        g.setColor(new Color(236, 214, 170));
        g.fillRoundRect(18, 346, 196, 44, 10, 10);
        g.setColor(new Color(74, 48, 30));
        g.setStroke(new BasicStroke(3));
        g.drawRoundRect(18, 346, 196, 44, 10, 10);
        g.setFont(new Font(Font.SERIF, Font.BOLD, 29));
        String text = "HARBOUR";
        g.drawString(text, 116 - g.getFontMetrics().stringWidth(text) / 2, 378);
    }

    private static void fill(Graphics2D g, double... corners) {
        Path2D shape = new Path2D.Double();
        shape.moveTo(corners[0], corners[1]);
        for (int i = 2; i < corners.length; i += 2) {
            shape.lineTo(corners[i], corners[i + 1]);
        }
        shape.closePath();
        g.fill(shape);
    }

    private static byte[] jpeg(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(JPEG_QUALITY);
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static BufferedImage beside(BufferedImage before, BufferedImage after) {
        BufferedImage both = new BufferedImage(2 * SIDE + GAP, SIDE + CAPTION, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = smooth(both);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, both.getWidth(), both.getHeight());
        g.drawImage(before, 0, 0, null);
        g.drawImage(after, SIDE + GAP, 0, null);
        g.setColor(Color.DARK_GRAY);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
        g.drawString("bicubic x4", 4, SIDE + 21);
        g.drawString("upscale4j x4, embedded model 'natural'", SIDE + GAP + 4, SIDE + 21);
        g.dispose();
        return both;
    }

    private static Graphics2D smooth(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        return g;
    }
}
