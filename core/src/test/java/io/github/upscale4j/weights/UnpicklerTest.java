package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.weights.Pickled.Dict;
import io.github.upscale4j.weights.Pickled.Opaque;
import io.github.upscale4j.weights.Pickled.Sequence;
import io.github.upscale4j.weights.Pickled.Storage;
import io.github.upscale4j.weights.Pickled.Tensor;
import io.github.upscale4j.weights.Pickled.Tuple;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles written out by hand, one character a byte; see Python's pickletools. */
class UnpicklerTest {
    private static final String STORAGE = "(U\7storagectorch\nFloatStorage\nU\0010U\3cpuK\6";

    @Test
    void readsNumbersAndText() throws MalformedWeightsException {
        assertThat(read("K\u00ff.")).isEqualTo(255L);
        assertThat(read("M\u00ff\u00ff.")).isEqualTo(65535L);
        assertThat(read("J\u00fe\u00ff\u00ff\u00ff.")).isEqualTo(-2L);
        assertThat(read("\u008a\0.")).isEqualTo(0L);
        assertThat(read("\u008a\1\u00ff.")).isEqualTo(-1L);
        assertThat(read("\u008a\u0009\0\0\0\0\0\0\0\0\1.")).isEqualTo(BigInteger.ONE.shiftLeft(64));
        assertThat(read("G\u003f\u00e8\0\0\0\0\0\0.")).isEqualTo(0.75);
        assertThat(read("X\2\0\0\0\u00c3\u00a9.")).isEqualTo("\u00e9");
        assertThat(read("U\2ab.")).isEqualTo("ab");
        assertThat(read("\u0088.")).isEqualTo(true);
        assertThat(read("N.")).isNull();
        assertThat(read("C\2ab.")).isEqualTo(Opaque.VALUE);
    }

    @Test
    void readsContainers() throws MalformedWeightsException {
        assertThat(((Tuple) read("K\1K\2\u0086.")).items).containsExactly(1L, 2L);
        assertThat(((Tuple) read("(K\1K\2t.")).items).containsExactly(1L, 2L);
        assertThat(((Sequence) read("](K\1K\2eK\3a.")).items).containsExactly(1L, 2L, 3L);
        assertThat(((Sequence) read("(K\1l.")).items).containsExactly(1L);
        assertThat(((Sequence) read("\u008f(K\1\u0090.")).items).containsExactly(1L);
        assertThat(((Dict) read("}U\1aK\1s(U\1bK\2u.")).entries).isEqualTo(Map.of("a", 1L, "b", 2L));
        assertThat(((Dict) read("(U\1aK\1d.")).entries).isEqualTo(Map.of("a", 1L));
        assertThat(((Sequence) read("]q\0h\0a.")).items).hasSize(1); // a list in itself
        assertThat(read("K\1K\0020.")).isEqualTo(1L);
        assertThat(read("K\1(0.")).isEqualTo(1L);
        assertThat(read("K\1(K\2K\0031.")).isEqualTo(1L);
        assertThat(((Tuple) read("K\0012\u0086.")).items).containsExactly(1L, 1L);
        assertThat(((Tuple) read("K\5\u0094K\6\u00940h\1\u0086.")).items).containsExactly(5L, 6L);
    }

    @Test
    void readsAnOrderedDictOfPython2() throws MalformedWeightsException {
        String pairs = "](](U\1ae](K\1e";
        Object value = read("ccollections\nOrderedDict\n(](](U\1bK\1e](U\1aK\2eetR.");
        assertThat(((Dict) value).entries).containsExactly(Map.entry("b", 1L), Map.entry("a", 2L));
        assertThatThrownBy(() -> read("ccollections\nOrderedDict\n(" + pairs + "etR."))
                .hasMessageContaining("'OrderedDict' with arguments");
    }

    @Test
    void readsATensorThroughParameterAndSize() throws MalformedWeightsException {
        String size = "ctorch\nSize\n(K\2K\3t\u0085R";
        Tensor tensor = (Tensor) read("ctorch._utils\n_rebuild_parameter\n(ctorch._utils\n_rebuild_tensor_v2\n("
                + STORAGE + "tQK\0" + size + "(K\3K\1t\u0089NtR\u0088NtR.");
        assertThat(tensor.dims).containsExactly(2, 3);
        assertThat(tensor.strides).containsExactly(3, 1);
        assertThat(tensor.storage.dtype).isEqualTo(Dtype.F32);
        assertThat(tensor.storage.elements).isEqualTo(6);
    }

    @Test
    void readsATensorOfBeforeTorch04() throws MalformedWeightsException {
        Tensor tensor = (Tensor) read("ctorch._utils\n_rebuild_tensor\n(" + STORAGE + "tQK\1K\5\u0085K\1\u0085tR.");
        assertThat(tensor.offset).isEqualTo(1);
        assertThat(tensor.dims).containsExactly(5);
    }

    @Test
    void readsTheOlderContainersViews() throws MalformedWeightsException {
        Storage view = (Storage) read(STORAGE + "(U\1vK\2K\3ttQ.");
        assertThat(new long[] {view.keyElements, view.first, view.elements}).containsExactly(6, 2, 3);
        assertThat(((Storage) read(STORAGE + "NtQ.")).elements).isEqualTo(6);
        assertThatThrownBy(() -> read(STORAGE + "(U\1vK\4K\3ttQ.")).hasMessageContaining("leaves it");
    }

    @Test
    void toleratesNumpyScalarsAndDevices() throws MalformedWeightsException {
        // numpy.float64(1.5) at protocol 2, as NumPy 1 writes it
        String scalar =
                "cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(U\2f8K\0K\1tR(K\3U\1<NNNJ\u00ff\u00ff\u00ff\u00ff"
                        + "J\u00ff\u00ff\u00ff\u00ffK\0tbc_codecs\nencode\n(U\10\0\0\0\0\0\0\u00f8\77U\6latin1tRtR";
        assertThat(((Dict) read("}U\4psnr" + scalar + "s.")).entries).isEqualTo(Map.of("psnr", Opaque.VALUE));
        assertThat(read("ctorch\ndevice\nU\3cpu\u0085R.")).isEqualTo(Opaque.VALUE);
    }

    @Test
    void ignoresTheAttributesOfAStateDict() throws MalformedWeightsException {
        assertThat(((Dict) read("}U\1aK\1s}U\11_metadataNsb.")).entries).isEqualTo(Map.of("a", 1L));
    }

    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "builtins, eval",
        "builtins, getattr",
        "__builtin__, set",
        "torch, load",
        "torch, FloatTensor",
        "torch, _utils._rebuild_tensor_v2",
        "torch._utils, _rebuild_sparse_tensor",
        "torch.jit._pickle, restore_type_tag",
        "collections, defaultdict",
        "collections.OrderedDict, fromkeys",
        "numpy.core.multiarray, _reconstruct",
        "argparse, Namespace",
        "functools, partial",
        "operator, attrgetter",
    })
    void refusesOtherNames(String module, String name) {
        for (String pickle : new String[] {
            "c" + module + "\n" + name + "\n.",
            "U" + (char) module.length() + module + "U" + (char) name.length() + name + "\u0093.",
            "}U\1a(U\1xc" + module + "\n" + name + "\nu" // refused even where nothing would come of it
        }) {
            assertThatThrownBy(() -> read(pickle))
                    .isInstanceOf(MalformedWeightsException.class)
                    .hasMessageContaining("'" + module + "." + name + "'");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(cos\nsystem\no.",
                "(ios\nsystem\n.",
                "\u0082\1.",
                "\u0083\1\0.",
                "\u0084\1\0\0\0.",
                "P0\n.",
                ")\u0081.",
                ")}\u0092.",
                "I1\n.",
                "S'a'\n.",
                "\u0097.",
                "\u0098.",
                "\0.",
            })
    void refusesOtherOpcodes(String pickle) {
        assertThatThrownBy(() -> read(pickle)).isInstanceOf(MalformedWeightsException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "K",
                "K\1",
                "K\1K\2.",
                "(.",
                "(K\1.",
                "0.",
                "1.",
                "2.",
                "a.",
                "K\1a.",
                "e.",
                "K\1(e.",
                "u.",
                "}(K\1u.",
                "K\1(K\1K\1u.",
                "}K\1s.",
                "t.",
                "\u0085.",
                "K\1\u0086.",
                "(K\1\u0085\u0085.",
                "R.",
                "K\1)R.",
                "ctorch\nFloatStorage\n)R.",
                "ccollections\nOrderedDict\nNR.",
                "ctorch\nSize\n)R.",
                "ctorch._utils\n_rebuild_tensor_v2\n)R.",
                "ctorch._utils\n_rebuild_parameter\n(K\1tR.",
                "b.",
                "K\1Nb.",
                "]Nb.",
                "Q.",
                "K\1Q.",
                ")Q.",
                "h\0.",
                "j\u00ff\u00ff\u00ff\u00ff.",
                "K\1r\u00ff\u00ff\u00ff\u00ff.",
                "q\0.",
                "\u0094.",
                "c\n",
                "ca\nb",
                "NN\u0093.",
                "\u0080\6N.",
                "X\u00ff\u00ff\u00ff\u00ff.",
                "T\u00ff\u00ff\u00ff\u00ff.",
                "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.",
                "\u008b\u00ff\u00ff\u00ff\u00ff.",
                "G\0.",
                "X\1\0\0\0\u00ff.",
            })
    void refusesBrokenPickles(String pickle) {
        assertThatThrownBy(() -> read(pickle)).isInstanceOf(MalformedWeightsException.class);
    }

    @Test
    void storageKeysAreNoPaths() {
        for (String key : new String[] {"", "..", "a/b", "/etc", "a\\b", "a.b", "x".repeat(65)}) {
            String id = "(U\7storagectorch\nFloatStorage\nU" + (char) key.length() + key + "U\3cpuK\6tQ.";
            assertThatThrownBy(() -> read(id))
                    .hasMessageStartingWith("storage key '" + key.substring(0, Math.min(1, key.length())));
        }
    }

    @Test
    void stopsBeforeMemoryDoes() {
        String limit = "more than 500000 values";
        assertThatThrownBy(() -> read("]".repeat(600_000))).hasMessageContaining(limit);
        assertThatThrownBy(() -> read("(".repeat(600_000))).hasMessageContaining(limit);
        assertThatThrownBy(() -> read("N0".repeat(600_000))).hasMessageContaining(limit);
        assertThatThrownBy(() -> read("N" + "r\0\0\0\20".repeat(1) + ".")).hasMessageContaining("memo slot 268435456");
        assertThatThrownBy(() -> read("\u0095\0\0\0\0\0\0\0\0".repeat(2 << 20)))
                .hasMessageContaining("a pickle of more");
    }

    private static Object read(String pickle) throws MalformedWeightsException {
        return Unpickler.read(new Cursor(ByteBuffer.wrap(pickle.getBytes(StandardCharsets.ISO_8859_1)), "pickle"));
    }
}
