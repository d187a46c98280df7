using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using PassiveDns.Formats.State;

namespace PassiveDns.Formats;

/// <summary>A fast 64-bit hash of octets, with a seed that nobody outside the process knows.</summary>
/// <remarks>
/// The seed keeps whoever makes a capture from making its keys collide. Results never depend on it: tables compare whole keys.
/// Each step multiplies two words, and folds the products of their halves.
/// </remarks>
public sealed class SeededHash
{
    private readonly ulong _first;
    private readonly ulong _second;

    /// <summary>Has a seed of its own.</summary>
    public SeededHash()
        : this(RandomWord(), RandomWord())
    {
    }

    private SeededHash(ulong first, ulong second) => (_first, _second) = (first, second);

    /// <summary>Has the seed that was saved, to go on comparing hashes that were saved too.</summary>
    public static SeededHash Load(StateReader state) => new(state.ReadWord(), state.ReadWord());

    public void Save(StateWriter state)
    {
        state.WriteWord(_first);
        state.WriteWord(_second);
    }

    /// <summary>The hash of octets of any length.</summary>
    /// <param name="before">Hash of what stands before the octets, or a number to go with them.</param>
    public ulong Of(ReadOnlySpan<byte> octets, ulong before = 0)
    {
        var hash = _first ^ before ^ (ulong)octets.Length;
        while (octets.Length > 16)
        {
            hash = Fold(
                BinaryPrimitives.ReadUInt64LittleEndian(octets) ^ _second, BinaryPrimitives.ReadUInt64LittleEndian(octets[8..]) ^ hash);
            octets = octets[16..];
        }

        var (low, high) = LastWords(octets);
        return Combine(Fold(low ^ _second, high ^ hash), (ulong)octets.Length);
    }

    public ulong Combine(ulong hash, ulong more) => Fold(hash ^ _first, more ^ _second);

    /// <summary>Up to 16 octets as two words, which may overlap.</summary>
    private static (ulong Low, ulong High) LastWords(ReadOnlySpan<byte> octets)
    {
        if (octets.Length >= 8)
            return (BinaryPrimitives.ReadUInt64LittleEndian(octets), BinaryPrimitives.ReadUInt64LittleEndian(octets[^8..]));
        if (octets.Length >= 4)
            return (BinaryPrimitives.ReadUInt32LittleEndian(octets), BinaryPrimitives.ReadUInt32LittleEndian(octets[^4..]));
        ulong low = 0;
        foreach (var octet in octets) low = (low << 8) | octet;
        return (low, 0);
    }

    // Four products of 32 bits, put together without carries: the whole product takes an instruction that not every x64 processor has, and three times as long without it.
    private static ulong Fold(ulong a, ulong b)
    {
        var (high, low) = ((a >> 32) * (b >> 32), (ulong)(uint)a * (uint)b);
        var (left, right) = ((a >> 32) * (uint)b, (b >> 32) * (uint)a);
        return BitOperations.RotateRight(left, 32) ^ high ^ BitOperations.RotateRight(right, 32) ^ low;
    }

    private static ulong RandomWord()
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(octets);
        return BinaryPrimitives.ReadUInt64LittleEndian(octets);
    }
}
