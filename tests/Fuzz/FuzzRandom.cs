using System.Numerics;

namespace PassiveDns.Fuzz;

/// <summary>Numbers that follow from a seed by integer arithmetic, the same on every machine.</summary>
/// <remarks>Source: xoshiro256**, seeded by SplitMix64 (D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", 2021).</remarks>
public sealed class FuzzRandom
{
    private ulong _a, _b, _c, _d;

    public FuzzRandom(ulong seed = 0) => Reseed(seed);

    /// <summary>Starts over: what follows depends on the seed alone.</summary>
    public void Reseed(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <summary>One step of SplitMix64.</summary>
    public static ulong SplitMix(ref ulong state)
    {
        var word = state += 0x9E3779B97F4A7C15;
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
        return word ^ (word >> 31);
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>0 to <paramref name="limit"/> - 1.</summary>
    public int Below(int limit) => (int)(((Next() >> 32) * (uint)limit) >> 32);

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Below(times) == 0;

    public byte Octet() => (byte)(Next() >> 56);

    public ushort UInt16() => (ushort)(Next() >> 48);

    public uint UInt32() => (uint)(Next() >> 32);

    public T Of<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>0 to 65,535, small ones more often.</summary>
    public int Skewed(int limit) => Below(1 + Below(limit));

    public void Fill(Span<byte> octets)
    {
        foreach (ref var octet in octets) octet = Octet();
    }

    /// <summary>A number as it should be or, once in a while, another one.</summary>
    public int Lie(int honest, int most)
    {
        if (!OneIn(40)) return honest;
        return Below(6) switch
        {
            0 => 0,
            1 => honest + 1,
            2 => Math.Max(0, honest - 1),
            3 => most,
            4 => Below(most + 1),
            _ => honest / 2,
        };
    }
}
