namespace PassiveDns.Benchmarks.Workload;

/// <summary>Draws ranks 0, 1, 2 ... with probability proportional to 1 / (rank + offset).</summary>
/// <remarks>
/// Zipf-Mandelbrot with exponent 1, in integers only: floating-point powers differ between C libraries, and with them
/// the generated octets.
/// </remarks>
internal sealed class ZipfDistribution
{
    private const ulong Scale = 1UL << 40;

    private readonly ulong[] _cumulative;

    /// <param name="count">Number of ranks.</param>
    /// <param name="offset">Flattens the head: the larger, the less the first ranks dominate.</param>
    public ZipfDistribution(int count, int offset)
    {
        _cumulative = new ulong[count];
        var sum = 0UL;
        for (var rank = 0; rank < count; rank++)
            _cumulative[rank] = sum += Scale / (ulong)(rank + offset);
    }

    public int Draw(SplitMix64 random)
    {
        var target = random.Next() % _cumulative[^1];
        var found = Array.BinarySearch(_cumulative, target);
        return found < 0 ? ~found : found + 1; // a rank owns the numbers from its predecessor's sum up to its own, exclusive
    }
}
