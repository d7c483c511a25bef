package io.github.upscale4j.examples.video;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Raw RGB frames with timestamps as a Matroska stream (RFC 9559), which ffmpeg reads from a pipe; frames without a container
 * would lose their timestamps. One track, one cluster a frame, no index, sizes of what never ends left open.
 */
final class Matroska {
    private static final int EBML = 0x1a45dfa3;
    private static final int DOC_TYPE = 0x4282;
    private static final int SEGMENT = 0x18538067;
    private static final int INFO = 0x1549a966;
    private static final int TIMESTAMP_SCALE = 0x2ad7b1;
    private static final int TRACKS = 0x1654ae6b;
    private static final int TRACK_ENTRY = 0xae;
    private static final int TRACK_NUMBER = 0xd7;
    private static final int TRACK_UID = 0x73c5;
    private static final int TRACK_TYPE = 0x83;
    private static final int DEFAULT_DURATION = 0x23e383;
    private static final int CODEC_ID = 0x86;
    private static final int VIDEO = 0xe0;
    private static final int PIXEL_WIDTH = 0xb0;
    private static final int PIXEL_HEIGHT = 0xba;
    private static final int UNCOMPRESSED_FOUR_CC = 0x2eb524;
    private static final int CLUSTER = 0x1f43b675;
    private static final int TIMESTAMP = 0xe7;
    private static final int SIMPLE_BLOCK = 0xa3;

    /** A length of eight bytes, all bits set: unknown. */
    private static final long UNKNOWN = 0x01ffffffffffffffL;

    private static final int KEY_FRAME = 0x80;

    private final DataOutputStream out;

    /** @param frameNanos how long a frame lasts; 0 if unknown */
    Matroska(OutputStream stream, int width, int height, long frameNanos) throws IOException {
        out = new DataOutputStream(stream);
        element(out, EBML, element(DOC_TYPE, "matroska".getBytes(StandardCharsets.US_ASCII)));
        id(out, SEGMENT);
        out.writeLong(UNKNOWN);
        element(out, INFO, element(TIMESTAMP_SCALE, number(1))); // nanoseconds
        byte[] video = join(
                element(PIXEL_WIDTH, number(width)),
                element(PIXEL_HEIGHT, number(height)),
                element(UNCOMPRESSED_FOUR_CC, new byte[] {'R', 'G', 'B', 24}));
        byte[] entry = join(
                element(TRACK_NUMBER, number(1)),
                element(TRACK_UID, number(1)),
                element(TRACK_TYPE, number(1)),
                frameNanos > 0 ? element(DEFAULT_DURATION, number(frameNanos)) : new byte[0],
                element(CODEC_ID, "V_UNCOMPRESSED".getBytes(StandardCharsets.US_ASCII)),
                element(VIDEO, video));
        element(out, TRACKS, element(TRACK_ENTRY, entry));
    }

    /** @param nanos its timestamp, not negative */
    void write(long nanos, byte[] frame) throws IOException {
        byte[] time = element(TIMESTAMP, number(nanos));
        long block = 4L + frame.length; // track, time within the cluster, flags
        id(out, CLUSTER);
        size(out, time.length + 1 + 8 + block);
        out.write(time);
        id(out, SIMPLE_BLOCK);
        size(out, block);
        out.writeByte(0x80 | 1); // the track
        out.writeShort(0);
        out.writeByte(KEY_FRAME);
        out.write(frame);
        out.flush();
    }

    private static byte[] element(int id, byte[] data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        element(new DataOutputStream(bytes), id, data);
        return bytes.toByteArray();
    }

    private static void element(DataOutputStream out, int id, byte[] data) throws IOException {
        id(out, id);
        size(out, data.length);
        out.write(data);
    }

    /** Ids carry their length in their first bits. */
    private static void id(DataOutputStream out, int id) throws IOException {
        int bytes = (39 - Integer.numberOfLeadingZeros(id)) / 8;
        for (int i = bytes - 1; i >= 0; i--) {
            out.writeByte(id >> (8 * i));
        }
    }

    /** Always in eight bytes: the first says so. */
    private static void size(DataOutputStream out, long size) throws IOException {
        out.writeLong(1L << 56 | size);
    }

    private static byte[] number(long value) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (value >> (56 - 8 * i));
        }
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
