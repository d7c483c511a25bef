package io.github.upscale4j.opencl;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lets JOCL find the OpenCL library on Linux. JOCL opens {@code libOpenCL.so}, a link that distributions put into their
 * packages for C developers only; everybody else has {@code libOpenCL.so.1}. So a library without any code is loaded first,
 * which calls itself {@code libOpenCL.so} and needs {@code libOpenCL.so.1}: the loader finds both by these names.
 */
final class LibraryLink {
    private static final int HEADER = 64;
    private static final int SEGMENT = 56;
    private static final int SEGMENTS = 3;
    private static final int ENTRY = 16; // of the dynamic section
    private static final int SYMBOL = 24;

    private static final int READ_WRITE = 6;

    private static final boolean LOADED = load();

    private LibraryLink() {}

    /** Loads it once; false where it is not needed or the system has no {@code libOpenCL.so.1}. */
    static boolean loaded() {
        return LOADED;
    }

    private static boolean load() {
        String arch = System.getProperty("os.arch", "");
        int machine = arch.equals("amd64") ? 62 : arch.equals("aarch64") ? 183 : 0; // EM_X86_64, EM_AARCH64
        if (machine == 0 || !System.getProperty("os.name", "").equals("Linux")) {
            return false;
        }
        try {
            Path file = Files.createTempFile("upscale4j-opencl", ".so");
            try {
                Files.write(file, library(machine, "libOpenCL.so", "libOpenCL.so.1"));
                System.load(file.toString());
                return true;
            } finally {
                Files.delete(file);
            }
        } catch (IOException | UnsatisfiedLinkError e) {
            // then JOCL says what is missing
            System.getLogger(LibraryLink.class.getName()).log(Logger.Level.DEBUG, "no link to libOpenCL.so.1", e);
            return false;
        }
    }

    /**
     * An ELF file of 64 bits, little-endian (System V ABI, chapters 4 and 5): one segment to load, one that is the dynamic
     * section, one that asks for a stack without execution, which Java insists on.
     */
    static byte[] library(int machine, String name, String needed) {
        byte[] strings = ("\0" + name + "\0" + needed + "\0").getBytes(StandardCharsets.US_ASCII);
        int dynamic = HEADER + SEGMENTS * SEGMENT;
        long[][] entries = {
            {14, 1}, {1, 2 + name.length()}, {4, 0}, {5, 0}, {6, 0}, {10, strings.length}, {11, SYMBOL}, {0, 0}
        };
        int symbols = dynamic + entries.length * ENTRY;
        int text = symbols + SYMBOL;
        int hash = (text + strings.length + 7) / 8 * 8;
        int size = hash + 16;
        entries[2][1] = hash; // DT_HASH
        entries[3][1] = text; // DT_STRTAB
        entries[4][1] = symbols; // DT_SYMTAB
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        file.putShort((short) 3).putShort((short) machine).putInt(1); // ET_DYN
        file.putLong(0).putLong(HEADER).putLong(0).putInt(0);
        file.putShort((short) HEADER).putShort((short) SEGMENT).putShort((short) SEGMENTS);
        file.position(HEADER);
        segment(file, 1, 0, size, 4096); // PT_LOAD
        segment(file, 2, dynamic, entries.length * ENTRY, 8); // PT_DYNAMIC
        segment(file, 0x6474e551, 0, 0, 16); // PT_GNU_STACK
        for (long[] entry : entries) {
            file.putLong(entry[0]).putLong(entry[1]);
        }
        file.position(text);
        file.put(strings);
        file.position(hash);
        file.putInt(1).putInt(1); // one bucket, one symbol: the empty one
        return file.array();
    }

    private static void segment(ByteBuffer file, int type, long offset, long size, long alignment) {
        file.putInt(type).putInt(READ_WRITE).putLong(offset).putLong(offset).putLong(offset);
        file.putLong(size).putLong(size).putLong(alignment);
    }
}
