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
        return new SeededHash(BinaryPrimitives.ReadUInt64LittleEndian(seed), BinaryPrimitives.ReadUInt64LittleEndian(seed[sizeof(ulong)..]));
    }

    /// <summary>The hash of two pieces of octets and a number.</summary>
    public ulong Of(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, ulong number) =>
        Mix(Add(Add(Mix(number ^ _first, (ulong)head.Length ^ _second), head), tail) ^ _second, _first ^ (ulong)tail.Length);

    private ulong Add(ulong state, ReadOnlySpan<byte> octets)
    {
        for (; octets.Length >= Step; octets = octets[Step..])
        {
            var (low, high) = (BinaryPrimitives.ReadUInt64LittleEndian(octets), BinaryPrimitives.ReadUInt64LittleEndian(octets[sizeof(ulong)..]));
            state = Mix(low ^ _first ^ state, high ^ _second);
        }

        Span<byte> rest = stackalloc byte[Step];
        rest.Clear();
        octets.CopyTo(rest);
        return Mix(BinaryPrimitives.ReadUInt64LittleEndian(rest) ^ _second ^ state, BinaryPrimitives.ReadUInt64LittleEndian(rest[sizeof(ulong)..]) ^ _first);
    }

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
