package io.github.upscale4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NpyTest {
    @Test
    void readsFloats() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 6; i++) {
            data.putFloat(i - 0.5f);
        }
        Npy npy = read("<f4", "(2, 3)", data.array());
        assertThat(npy.shape()).containsExactly(2, 3);
        assertThat(npy.floats()).containsExactly(-0.5f, 0.5f, 1.5f, 2.5f, 3.5f, 4.5f);
        assertThatThrownBy(npy::ints).hasMessageContaining("<f4");
    }

    @Test
    void readsBytesAndLongs() throws IOException {
        assertThat(read("|u1", "(2,)", new byte[] {-1, 7}).ints()).containsExactly(255, 7);
        Npy scalar = read("<i8", "()", new byte[] {-2, -1, -1, -1, -1, -1, -1, -1});
        assertThat(scalar.shape()).isEmpty();
        assertThat(scalar.ints()).containsExactly(-2);
    }

    @Test
    void refusesATruncatedFile() {
        assertThatThrownBy(() -> read("<f4", "(2, 3)", new byte[23]))
                .hasMessageEndingWith("<f4 of shape [2, 3] needs 24 bytes, got 23");
    }

    private static Npy read(String dtype, String shape, byte[] data) throws IOException {
        String header = "{'descr': '" + dtype + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
        ByteBuffer file = ByteBuffer.allocate(10 + header.length() + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.ISO_8859_1))
                .put(data);
        return Npy.read(new ByteArrayInputStream(file.array()));
    }
}
