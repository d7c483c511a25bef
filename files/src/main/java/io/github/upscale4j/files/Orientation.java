package io.github.upscale4j.files;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * How the camera was held (EXIF's field 274): 1 upright, 2 mirrored, 3 turned by 180 degrees, 4 upside down mirrored; 5 to 8
 * with rows and columns exchanged before that.
 */
final class Orientation {
    private Orientation() {}

    /** Whether width and height change places. */
    static boolean exchangesSides(int orientation) {
        return orientation >= 5;
    }

    /** The picture as it is to be seen, of the same kind; the image itself if it is upright. */
    static BufferedImage apply(BufferedImage image, int orientation) {
        if (orientation == 1) {
            return image;
        }
        boolean exchange = exchangesSides(orientation);
        boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        Raster source = image.getRaster();
        int width = image.getWidth();
        int height = image.getHeight();
        WritableRaster target =
                source.createCompatibleWritableRaster(exchange ? height : width, exchange ? width : height);
        // row by row of the source, pixels as they are stored
        Object pixel = null;
        for (int y = 0; y < height; y++) {
            int toY = fromBottom ? height - 1 - y : y;
            for (int x = 0; x < width; x++) {
                int toX = fromRight ? width - 1 - x : x;
                pixel = source.getDataElements(x + source.getMinX(), y + source.getMinY(), pixel);
                target.setDataElements(exchange ? toY : toX, exchange ? toX : toY, pixel);
            }
        }
        return new BufferedImage(image.getColorModel(), target, image.isAlphaPremultiplied(), null);
    }
}
