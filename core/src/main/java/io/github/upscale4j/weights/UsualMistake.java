package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.SAVE_STATE_DICT;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Files that are often taken for weights, known by their first bytes, and what to do about each. */
enum UsualMistake {
    LFS("version https://git-lfs", 0, "a Git LFS pointer, not the file itself: fetch it with git lfs pull"),
    GZIP("\u001f\u008b\b", 0, "compressed by gzip: unpack it first (gunzip)"),
    XZ("\u00fd7zXZ", 0, "compressed by xz: unpack it first (unxz)"),
    ZSTD("(\u00b5/\u00fd", 0, "compressed by zstd: unpack it first (unzstd)"),
    SEVEN_ZIP("7z\u00bc\u00af\u0027\u001c", 0, "a 7z archive: unpack it first"),
    RAR("Rar!", 0, "a RAR archive: unpack it first"),
    TAR(
            "ustar",
            257,
            "a tar archive (a model inside must be unpacked; PyTorch before 0.1.10 wrote its checkpoints so: "
                    + "load it there, then, " + SAVE_STATE_DICT + ")"),
    PNG("\u0089PNG", 0, "a PNG picture, not weights"),
    JPEG("\u00ff\u00d8\u00ff", 0, "a JPEG picture, not weights"),
    NPY("\u0093NUMPY", 0, "a NumPy array (.npy), not a checkpoint of named tensors"),
    HDF5("\u0089HDF\r\n", 0, "an HDF5 file (Keras, TensorFlow), which is not read: convert it to safetensors"),
    GGUF("GGUF", 0, "a GGUF file, which is not read: use the original .pth or safetensors file"),
    NCNN(
            "7767517",
            0,
            "an ncnn .param file, which upscale4j-weights-converter reads: put it on the class path, or use ./convert");

    private static final int PAGE = 512;

    private final byte[] magic;
    private final int offset;
    private final String advice;

    UsualMistake(String magic, int offset, String advice) {
        this.magic = magic.getBytes(StandardCharsets.ISO_8859_1);
        this.offset = offset;
        this.advice = advice;
    }

    /** What the file is and what to do, or null if it resembles none of these. */
    static String explain(ByteBuffer file) {
        if (file.limit() == 0) {
            return "an empty file (0 bytes): fetch it again";
        }
        for (UsualMistake mistake : values()) {
            if (file.limit() >= mistake.offset + mistake.magic.length
                    && file.slice(mistake.offset, mistake.magic.length).equals(ByteBuffer.wrap(mistake.magic))) {
                return mistake.advice;
            }
        }
        byte[] start = new byte[Math.min(PAGE, file.limit())];
        file.get(0, start);
        String text =
                new String(start, StandardCharsets.ISO_8859_1).stripLeading().toLowerCase(Locale.ROOT);
        if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
            return "a web page, not weights: the download led to a page about the file; use its direct link";
        }
        return null;
    }
}
