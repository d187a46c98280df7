namespace PassiveDns.Benchmarks.Workload;

/// <summary>A pseudo random sequence of our own, so that a seed means the same octets under every version of .NET.</summary>
/// <remarks>Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.</remarks>
internal sealed class SplitMix64(ulong seed)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    public ulong Next() => Mix(_state += Gamma);

    /// <returns>0 to <paramref name="bound"/> - 1.</returns>
    public int Below(int bound) => Scale(Next(), bound);

    /// <returns>True in <paramref name="perMille"/> of 1,000 calls.</returns>
    public bool Chance(int perMille) => Below(1_000) < perMille;

    /// <summary>Spreads any 64-bit number over 0 to <paramref name="bound"/> - 1 by its upper half.</summary>
    public static int Scale(ulong number, int bound) => (int)(((number >> 32) * (uint)bound) >> 32);

    /// <summary>A bijection whose output bits each depend on all input bits.</summary>
    public static ulong Mix(ulong number)
    {
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }
}
