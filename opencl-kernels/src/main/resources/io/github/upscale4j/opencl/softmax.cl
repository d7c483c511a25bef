// A softmax over keys that come one after the other, and the mean of their values that it weighs (Milakov and Gimelshein,
// "Online normalizer calculation for softmax", 2018). SIZE: channels of a value. most: the highest score so far; total: the sum
// of the weights, 1 for the highest score; sums: of weighted values.

inline void attend(float score, local const float* value, float* most, float* total, float* sums) {
    float higher = max(*most, score);
    float fade = exp(*most - higher);
    float weight = exp(score - higher);
    *most = higher;
    *total = *total * fade + weight;
    UNROLL
    for (int c = 0; c < SIZE; c++) {
        sums[c] = sums[c] * fade + weight * value[c];
    }
}
