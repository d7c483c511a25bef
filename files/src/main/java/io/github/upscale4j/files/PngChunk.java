package io.github.upscale4j.files;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** A piece of a PNG file: length, type of four letters, data, check sum (PNG, third edition, section 5.3). */
record PngChunk(String type, byte[] data) {
    void writeTo(DataOutputStream out) throws IOException {
        write(out, type, data, data.length);
    }

    static void write(DataOutputStream out, String type, byte[] data, int length) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data, 0, length);
        out.writeInt(length);
        out.write(name);
        out.write(data, 0, length);
        out.writeInt((int) crc.getValue());
    }
}
