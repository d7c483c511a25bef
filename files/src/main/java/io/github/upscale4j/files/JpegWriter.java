package io.github.upscale4j.files;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.ImageOutputStream;
import org.w3c.dom.Node;

/** JPEG by ImageIO, which wants the whole picture: its rows are gathered in 8 bits first. */
final class JpegWriter implements RowWriter {
    private static final String TREE = "javax_imageio_jpeg_image_1.0";
    /** Data of a segment, whose length of 16 bits counts itself. */
    private static final int MAX_SEGMENT = 65_533;

    private static final System.Logger LOG = System.getLogger(JpegWriter.class.getName());

    private final RandomAccessFile file;
    private final RowLayout layout;
    private final Metadata metadata;
    private final int quality;
    private final BufferedImage image;
    private final byte[] pixels;

    /** @param quality from 1 to 100 */
    JpegWriter(RandomAccessFile file, RowLayout layout, Metadata metadata, int quality) {
        this.file = file;
        this.layout = new RowLayout(layout.width(), layout.height(), layout.channels(), false, 8);
        this.metadata = metadata;
        this.quality = quality;
        image = new BufferedImage(
                layout.width(),
                layout.height(),
                layout.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    }

    @Override
    public void write(int y, float[] colour, float[] alpha) {
        int from = y * layout.rowBytes();
        layout.pack(colour, null, pixels, from);
        turn(from);
    }

    @Override
    public int depth() {
        return layout.bits();
    }

    @Override
    public void write(int y, byte[] colour) {
        int from = y * layout.rowBytes();
        layout.pack(colour, pixels, from);
        turn(from);
    }

    /** The image holds blue first. */
    private void turn(int from) {
        if (layout.channels() == 3) {
            for (int i = from; i < from + layout.rowBytes(); i += 3) {
                byte red = pixels[i];
                pixels[i] = pixels[i + 2];
                pixels[i + 2] = red;
            }
        }
    }

    @Override
    public void finish() throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("JPEG").next();
        try (ImageOutputStream out = new FileImageOutputStream(file)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality / 100f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, metadata(writer, param)), param);
        } finally {
            writer.dispose();
        }
    }

    private IIOMetadata metadata(ImageWriter writer, ImageWriteParam param) throws IOException {
        IIOMetadata tree = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
        IIOMetadataNode root = (IIOMetadataNode) tree.getAsTree(TREE);
        Density density = metadata.density();
        if (density != null) {
            IIOMetadataNode jfif =
                    (IIOMetadataNode) root.getElementsByTagName("app0JFIF").item(0);
            jfif.setAttribute("resUnits", "1"); // inch
            jfif.setAttribute("Xdensity", String.valueOf(Math.min(65_535, Math.max(1, Math.round(density.x())))));
            jfif.setAttribute("Ydensity", String.valueOf(Math.min(65_535, Math.max(1, Math.round(density.y())))));
        }
        IIOMetadataNode markers =
                (IIOMetadataNode) root.getElementsByTagName("markerSequence").item(0);
        Node first = markers.getFirstChild();
        Ifd exif = metadata.exif(layout.width(), layout.height());
        if (exif != null) {
            byte[] data = join(JpegMetadata.EXIF, new byte[0], exif.toBlock());
            if (data.length <= MAX_SEGMENT) {
                markers.insertBefore(segment(0xe1, data), first);
            } else {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "EXIF of {0} bytes is left out: a JPEG holds at most {1}",
                        data.length,
                        MAX_SEGMENT);
            }
        }
        if (metadata.profile() != null) {
            byte[] profile = metadata.profile();
            int each = MAX_SEGMENT - JpegMetadata.ICC.length() - 2;
            int parts = (profile.length + each - 1) / each;
            for (int part = 0; part < parts; part++) { // at most 255: readers take 8 MB
                byte[] piece = Arrays.copyOfRange(profile, part * each, Math.min(profile.length, (part + 1) * each));
                byte[] numbers = {(byte) (part + 1), (byte) parts};
                markers.insertBefore(segment(0xe2, join(JpegMetadata.ICC, numbers, piece)), first);
            }
        }
        tree.setFromTree(TREE, root);
        return tree;
    }

    private static IIOMetadataNode segment(int marker, byte[] data) {
        IIOMetadataNode node = new IIOMetadataNode("unknown");
        node.setAttribute("MarkerTag", String.valueOf(marker));
        node.setUserObject(data);
        return node;
    }

    private static byte[] join(String name, byte[] numbers, byte[] data) {
        return ByteBuffer.allocate(name.length() + numbers.length + data.length)
                .put(name.getBytes(StandardCharsets.ISO_8859_1))
                .put(numbers)
                .put(data)
                .array();
    }

    @Override
    public void close() {
        // the file is its opener's
    }
}
