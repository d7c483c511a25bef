package io.github.upscale4j.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.InflaterInputStream;
import javax.imageio.stream.ImageInputStream;

/** The chunks of a PNG file beside the pixels (PNG, third edition, section 11.3). */
final class PngMetadata {
    private static final int SIGNATURE = 8;
    /** More than any profile; of a chunk, and of what a profile may inflate to. */
    private static final int MAX_BYTES = 1 << 23;

    /** Written back as they are. Of the text only what is short: prompts, authors, comments. */
    private static final Set<String> KEPT = Set.of("gAMA", "cHRM", "sRGB", "cICP", "tEXt", "zTXt", "iTXt");

    private static final int MAX_KEPT = 1 << 20;
    /** XMP describes the file that it was in, orientation and size included. */
    private static final String XMP = "XML:com.adobe.xmp";

    private PngMetadata() {}

    static FileKind.Found read(ImageInputStream in) throws IOException {
        MetadataFinds finds = new MetadataFinds();
        long next = SIGNATURE;
        String type;
        do {
            in.seek(next);
            long length = in.readUnsignedInt();
            byte[] name = new byte[4];
            in.readFully(name);
            type = new String(name, StandardCharsets.ISO_8859_1);
            if (length <= MAX_BYTES) {
                chunk(type, in, (int) length, finds);
            }
            next += 12 + length;
        } while (!type.equals("IEND") && next < in.length());
        return finds.found();
    }

    private static void chunk(String type, ImageInputStream in, int length, MetadataFinds finds) throws IOException {
        switch (type) {
            case "iCCP" -> finds.profile(profile(bytes(in, length)));
            case "eXIf" -> finds.exif(Ifd.read(bytes(in, length)));
            case "pHYs" -> {
                ByteBuffer data = ByteBuffer.wrap(bytes(in, length));
                int x = data.getInt();
                int y = data.getInt();
                if (data.get() == 1) {
                    finds.density(Density.perMetre(x, y));
                }
            }
            default -> {
                if (KEPT.contains(type) && length <= MAX_KEPT) {
                    byte[] data = bytes(in, length);
                    if (!new String(data, StandardCharsets.ISO_8859_1).startsWith(XMP)) {
                        finds.chunk(new PngChunk(type, data));
                    }
                }
            }
        }
    }

    private static byte[] bytes(ImageInputStream in, int length) throws IOException {
        byte[] data = new byte[Math.min(length, (int) Math.min(MAX_BYTES, in.length()))];
        in.readFully(data);
        return data;
    }

    /** A name, 0, the method 0 (deflate), the compressed profile. */
    private static byte[] profile(byte[] data) throws IOException {
        int name = 0;
        while (data[name] != 0) {
            name++;
        }
        try (InflaterInputStream in =
                new InflaterInputStream(new ByteArrayInputStream(data, name + 2, data.length - name - 2))) {
            return in.readNBytes(MAX_BYTES);
        }
    }
}
