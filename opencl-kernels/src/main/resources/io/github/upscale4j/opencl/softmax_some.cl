// A softmax over keys, SOME at a time, and the mean of their values that it weighs (Milakov and Gimelshein, "Online normalizer
// calculation for softmax", 2018). Keys and values lie in local memory, FOURS vectors each, `pitch` vectors from one to the next;
// channels past the last are zeros.

#define FOURS ((SIZE + 3) / 4)
#define SOME 4

// Of a query and each of SOME keys.
inline void products(local const float4* keys, int pitch, const float4* query, float* scores) {
    UNROLL
    for (int i = 0; i < SOME; i++) {
        scores[i] = 0;
    }
    UNROLL
    for (int f = 0; f < FOURS; f++) {
        UNROLL
        for (int i = 0; i < SOME; i++) {
            float4 key = keys[i * pitch + f];
            scores[i] = mad(query[f].s0, key.s0, scores[i]);
            scores[i] = mad(query[f].s1, key.s1, scores[i]);
            scores[i] = mad(query[f].s2, key.s2, scores[i]);
            scores[i] = mad(query[f].s3, key.s3, scores[i]);
        }
    }
}

// most: the highest score so far; total: the sum of the weights, 1 for the highest score; sums: of weighted values.
inline void attend(const float* scores, local const float4* values, int pitch, float* most, float* total, float4* sums) {
    float higher = *most;
    UNROLL
    for (int i = 0; i < SOME; i++) {
        higher = max(higher, scores[i]);
    }
    float fade = exp(*most - higher);
    *most = higher;
    *total *= fade;
    UNROLL
    for (int f = 0; f < FOURS; f++) {
        sums[f] *= fade;
    }
    UNROLL
    for (int i = 0; i < SOME; i++) {
        float weight = exp(scores[i] - higher);
        *total += weight;
        UNROLL
        for (int f = 0; f < FOURS; f++) {
            sums[f] = mad((float4)weight, values[i * pitch + f], sums[f]);
        }
    }
}
