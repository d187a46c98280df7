using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PassiveDns.Indexer;

/// <summary>A fast 64-bit hash under a key that nobody outside the process knows, so that no capture can be made to collide in it.</summary>
/// <remarks>Sixteen octets a step are multiplied to 128 bits and folded. Only tables in memory use it, so it may differ from run to run.</remarks>
internal readonly struct SeededHash
{
    private const int Step = 2 * sizeof(ulong);

    private readonly ulong _first;
    private readonly ulong _second;

    private SeededHash(ulong first, ulong second) => (_first, _second) = (first, second);

    public static SeededHash Create()
    {
        Span<byte> seed = stackalloc byte[Step];
        RandomNumberGenerator.Fill(seed);
        var (first, second) = Words(seed);
        return new SeededHash(first, second);
    }

    /// <summary>The hash of two pieces of octets and a number.</summary>
    public ulong Of(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, ulong number) =>
        Mix(Add(Add(Mix(number ^ _first, (ulong)head.Length ^ _second), head), tail) ^ _second, _first ^ (ulong)tail.Length);

    private ulong Add(ulong state, ReadOnlySpan<byte> octets)
    {
        for (; octets.Length >= Step; octets = octets[Step..])
        {
            var (low, high) = Words(octets);
            state = Mix(low ^ _first ^ state, high ^ _second);
        }

        Span<byte> rest = stackalloc byte[Step];
        rest.Clear();
        octets.CopyTo(rest);
        var (first, second) = Words(rest);
        return Mix(first ^ _second ^ state, second ^ _first);
    }

    private static (ulong First, ulong Second) Words(ReadOnlySpan<byte> octets) =>
        (BinaryPrimitives.ReadUInt64LittleEndian(octets), BinaryPrimitives.ReadUInt64LittleEndian(octets[sizeof(ulong)..]));

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
