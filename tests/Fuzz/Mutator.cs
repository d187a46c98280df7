using System.Buffers.Binary;

namespace PassiveDns.Fuzz;

/// <summary>Changes an input in one to sixteen places.</summary>
public sealed class Mutator(FuzzTarget target)
{
    // What lengths, counts and offsets break at.
    private static readonly uint[] Telling =
    [
        0, 1, 2, 3, 4, 7, 8, 11, 12, 16, 20, 32, 40, 63, 64, 65, 127, 128, 253, 254, 255, 256, 512, 1_024, 4_095, 4_096, 0x3FFF, 0x7FFF, 0x8000,
        0xBFFF, 0xC000, 0xC00C, 0xFFFE, 0xFFFF, 0x1_0000, 262_144, 262_145, 1 << 24, 1 << 27, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF0, 0xFFFF_FFFF,
    ];

    private readonly byte[] _scratch = new byte[target.MaxLength];

    /// <param name="other">Another input, to take parts from.</param>
    public void Mutate(FuzzRandom random, FuzzBuffer input, ReadOnlySpan<byte> other)
    {
        for (var changes = 1 << random.Below(5); changes > 0; changes -= 1 + random.Below(2)) MutateOnce(random, input, other);
    }

    private void MutateOnce(FuzzRandom random, FuzzBuffer input, ReadOnlySpan<byte> other)
    {
        if (input.Length == 0)
        {
            random.Fill(input.Take(random.Between(1, 16)));
            return;
        }

        var at = random.Below(input.Length);
        switch (random.Below(14))
        {
            case 0:
                input.Span[at] ^= (byte)(1 << random.Below(8));
                break;
            case 1:
                input.Span[at] = random.Octet();
                break;
            case 2:
                input.Span[at] += (byte)random.Between(-16, 16);
                break;
            case 3:
                Change16(random, input.Span[at..]);
                break;
            case 4:
                Change32(random, input.Span[at..]);
                break;
            case 5:
                input.Span[at] = (byte)random.Of<uint>(Telling);
                break;
            case 6 or 7:
                input.Remove(at, Math.Min(BlockLength(random), input.Length - at));
                break;
            case 8:
                input.Insert(at, Copy(input.Span[at..], BlockLength(random)));
                break;
            case 9:
                var from = random.Below(input.Length);
                var moved = Copy(input.Span[from..], BlockLength(random));
                moved[..Math.Min(moved.Length, input.Length - at)].CopyTo(input.Span[at..]);
                break;
            case 10:
                var block = _scratch.AsSpan(0, Math.Min(_scratch.Length, BlockLength(random)));
                block.Fill(random.Octet());
                input.Insert(at, block);
                break;
            case 11 when !other.IsEmpty:
                Splice(random, input, other, at);
                break;
            case 12 when target.Tokens.Count > 0:
                PlaceToken(random, input, at);
                break;
            case 13 when random.OneIn(4):
                input.Cut(at);
                break;
            default:
                random.Fill(input.Span.Slice(at, Math.Min(random.Between(1, 8), input.Length - at)));
                break;
        }
    }

    private static int BlockLength(FuzzRandom random) => random.OneIn(4) ? random.Between(1, 256) : random.Between(1, 16);

    private Span<byte> Copy(ReadOnlySpan<byte> octets, int length)
    {
        length = Math.Min(length, Math.Min(octets.Length, _scratch.Length));
        octets[..length].CopyTo(_scratch);
        return _scratch.AsSpan(0, length);
    }

    private static void Splice(FuzzRandom random, FuzzBuffer input, ReadOnlySpan<byte> other, int at)
    {
        var from = random.Below(other.Length);
        if (random.OneIn(2)) input.Cut(at);
        input.Insert(Math.Min(at, input.Length), other.Slice(from, random.Between(1, other.Length - from)));
    }

    private void PlaceToken(FuzzRandom random, FuzzBuffer input, int at)
    {
        var token = target.Tokens[random.Below(target.Tokens.Count)];
        if (random.OneIn(2)) input.Insert(at, token);
        else token.AsSpan(0, Math.Min(token.Length, input.Length - at)).CopyTo(input.Span[at..]);
    }

    private static void Change16(FuzzRandom random, Span<byte> octets)
    {
        if (octets.Length < 2) return;
        var little = random.OneIn(3);
        var value = little ? BinaryPrimitives.ReadUInt16LittleEndian(octets) : BinaryPrimitives.ReadUInt16BigEndian(octets);
        value = (ushort)Changed(random, value);
        if (little) BinaryPrimitives.WriteUInt16LittleEndian(octets, value);
        else BinaryPrimitives.WriteUInt16BigEndian(octets, value);
    }

    private static void Change32(FuzzRandom random, Span<byte> octets)
    {
        if (octets.Length < 4) return;
        var little = random.OneIn(2);
        var value = little ? BinaryPrimitives.ReadUInt32LittleEndian(octets) : BinaryPrimitives.ReadUInt32BigEndian(octets);
        value = Changed(random, value);
        if (little) BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
        else BinaryPrimitives.WriteUInt32BigEndian(octets, value);
    }

    private static uint Changed(FuzzRandom random, uint value) => random.Below(3) switch
    {
        0 => random.Of<uint>(Telling),
        1 => BinaryPrimitives.ReverseEndianness(value),
        _ => value + (uint)random.Between(-32, 32),
    };
}
