package io.github.upscale4j.files;

import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.IFD;
import com.twelvemonkeys.imageio.metadata.tiff.Rational;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFEntry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Files taken apart and put together byte by byte, without the code that is tested. */
final class Bytes {
    /** A PNG chunk, a JPEG segment or a WebP chunk. */
    record Piece(String type, byte[] data) {}

    private Bytes() {}

    static List<Piece> pngChunks(byte[] file) {
        List<Piece> pieces = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(file);
        in.position(8);
        while (in.hasRemaining()) {
            byte[] data = new byte[in.getInt()];
            int checked = in.position();
            byte[] type = new byte[4];
            in.get(type);
            in.get(data);
            CRC32 crc = new CRC32();
            crc.update(file, checked, 4 + data.length);
            if ((int) crc.getValue() != in.getInt()) {
                throw new AssertionError("check sum of " + new String(type, StandardCharsets.US_ASCII));
            }
            pieces.add(new Piece(new String(type, StandardCharsets.US_ASCII), data));
        }
        return pieces;
    }

    /** The segments before the pixels, by marker in hexadecimal. */
    static List<Piece> jpegSegments(byte[] file) {
        List<Piece> pieces = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(file);
        in.getShort();
        while (true) {
            int marker = in.getShort() & 0xffff;
            if (marker == 0xffda) {
                return pieces;
            }
            byte[] data = new byte[(in.getShort() & 0xffff) - 2];
            in.get(data);
            pieces.add(new Piece(Integer.toHexString(marker), data));
        }
    }

    /** The data of the one piece of a type that begins so; null without. */
    static byte[] find(List<Piece> pieces, String type, String begin) {
        byte[] found = null;
        for (Piece piece : pieces) {
            if (piece.type.equals(type) && new String(piece.data, StandardCharsets.ISO_8859_1).startsWith(begin)) {
                if (found != null) {
                    throw new AssertionError("twice: " + type + " " + begin);
                }
                found = Arrays.copyOfRange(piece.data, begin.length(), piece.data.length);
            }
        }
        return found;
    }

    /** A PNG with chunks put behind its header. */
    static byte[] withChunks(byte[] png, Piece... pieces) {
        int at = 8 + 25;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, at);
        for (Piece piece : pieces) {
            byte[] typed = concat(piece.type.getBytes(StandardCharsets.US_ASCII), piece.data);
            CRC32 crc = new CRC32();
            crc.update(typed);
            out.writeBytes(ByteBuffer.allocate(4).putInt(piece.data.length).array());
            out.writeBytes(typed);
            out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        }
        out.write(png, at, png.length - at);
        return out.toByteArray();
    }

    /** A JPEG with segments put behind its JFIF header, by marker in hexadecimal. */
    static byte[] withSegments(byte[] jpeg, Piece... pieces) {
        int at = 4 + (ByteBuffer.wrap(jpeg).getShort(4) & 0xffff);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, at);
        for (Piece piece : pieces) {
            out.writeBytes(ByteBuffer.allocate(4)
                    .putShort((short) Integer.parseInt(piece.type, 16))
                    .putShort((short) (piece.data.length + 2))
                    .array());
            out.writeBytes(piece.data);
        }
        out.write(jpeg, at, jpeg.length - at);
        return out.toByteArray();
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** An EXIF block as a camera writes it: orientation, maker, EXIF directory with maker note, GPS. */
    static byte[] exif(int orientation, ByteOrder order) throws IOException {
        IFD camera = new IFD(List.of(
                new TIFFEntry(33434, (short) 5, new Rational(1, 250)),
                new TIFFEntry(36864, (short) 7, "0232".getBytes(StandardCharsets.US_ASCII)),
                new TIFFEntry(37500, (short) 7, new byte[] {1, 2, 3, 4, 5, 6, 7}),
                new TIFFEntry(40962, (short) 4, 24L),
                new TIFFEntry(40963, (short) 4, 16L)));
        IFD gps = new IFD(List.of(new TIFFEntry(1, (short) 2, "N"), new TIFFEntry(2, (short) 5, new Rational[] {
            new Rational(48, 1), new Rational(12, 1), new Rational(3, 10)
        })));
        List<Entry> entries = List.of(
                new TIFFEntry(271, (short) 2, "Maker"),
                new TIFFEntry(274, (short) 3, orientation),
                new TIFFEntry(315, (short) 2, "An artist of some length"),
                new TIFFEntry(34665, (short) 4, camera),
                new TIFFEntry(34853, (short) 4, gps));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            out.setByteOrder(order);
            new TIFFWriter().write(entries, out);
        }
        return bytes.toByteArray();
    }

    /** The directory of an EXIF block or a TIFF file, read by TwelveMonkeys. */
    static Directory directory(byte[] block) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(block))) {
            return new TIFFReader().read(in);
        }
    }
}
