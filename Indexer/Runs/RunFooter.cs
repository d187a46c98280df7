using System.Buffers.Binary;

namespace PassiveDns.Indexer.Runs;

/// <summary>The last octets of a run file: where its parts are, and its totals. See FORMAT.md section 3.4.</summary>
internal readonly record struct RunFooter
{
    public const int Length = 88;

    private const int ChecksumOffset = 76;
    private const int MagicOffset = 80;

    /// <summary>Octets of all blocks.</summary>
    public required long BlocksLength { get; init; }

    /// <summary>Octets of the block index.</summary>
    public required long IndexLength { get; init; }

    /// <summary>Octets of the list of sources; 0 in the inverse.</summary>
    public required long SourcesLength { get; init; }

    public required RunTotals Totals { get; init; }

    /// <summary>In the inverse: <see cref="Checksum"/> of the footer of its RRsets; else 0.</summary>
    public required uint Partner { get; init; }

    /// <summary>CRC-32C of the footer's octets before it.</summary>
    public uint Checksum { get; init; }

    /// <param name="footer">Room for <see cref="Length"/> octets.</param>
    public void Write(RunFileKind kind, Span<byte> footer)
    {
        BinaryPrimitives.WriteInt64LittleEndian(footer, BlocksLength);
        BinaryPrimitives.WriteInt64LittleEndian(footer[8..], IndexLength);
        BinaryPrimitives.WriteInt64LittleEndian(footer[16..], SourcesLength);
        BinaryPrimitives.WriteInt64LittleEndian(footer[24..], Totals.Entries);
        BinaryPrimitives.WriteInt64LittleEndian(footer[32..], Totals.Sightings);
        BinaryPrimitives.WriteInt64LittleEndian(footer[40..], Totals.Observations);
        BinaryPrimitives.WriteInt64LittleEndian(footer[48..], Totals.KeyOctets);
        BinaryPrimitives.WriteInt64LittleEndian(footer[56..], Totals.FirstMilliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(footer[64..], Totals.LastMilliseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[72..], kind == RunFileKind.RRset ? (uint)Totals.Negatives : Partner);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[ChecksumOffset..], Crc32C.Of(footer[..ChecksumOffset]));
        RunFormat.Magic(kind).CopyTo(footer[MagicOffset..]);
    }

    /// <summary>False when the octets are no footer of this kind.</summary>
    public static bool TryRead(RunFileKind kind, ReadOnlySpan<byte> footer, out RunFooter read)
    {
        read = default;
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(footer[ChecksumOffset..]);
        if (!footer[MagicOffset..].SequenceEqual(RunFormat.Magic(kind)) || checksum != Crc32C.Of(footer[..ChecksumOffset])) return false;
        read = new RunFooter
        {
            BlocksLength = BinaryPrimitives.ReadInt64LittleEndian(footer),
            IndexLength = BinaryPrimitives.ReadInt64LittleEndian(footer[8..]),
            SourcesLength = BinaryPrimitives.ReadInt64LittleEndian(footer[16..]),
            Totals = new RunTotals
            {
                Entries = BinaryPrimitives.ReadInt64LittleEndian(footer[24..]),
                Sightings = BinaryPrimitives.ReadInt64LittleEndian(footer[32..]),
                Observations = BinaryPrimitives.ReadInt64LittleEndian(footer[40..]),
                KeyOctets = BinaryPrimitives.ReadInt64LittleEndian(footer[48..]),
                FirstMilliseconds = BinaryPrimitives.ReadInt64LittleEndian(footer[56..]),
                LastMilliseconds = BinaryPrimitives.ReadInt64LittleEndian(footer[64..]),
                Negatives = kind == RunFileKind.RRset ? BinaryPrimitives.ReadUInt32LittleEndian(footer[72..]) : 0,
            },
            Partner = kind == RunFileKind.RRset ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(footer[72..]),
            Checksum = checksum,
        };
        return true;
    }
}

/// <summary>What a run file holds, all told.</summary>
internal readonly record struct RunTotals
{
    /// <summary>RRsets and negative answers, or pairs of the inverse.</summary>
    public long Entries { get; init; }

    /// <summary>Negative answers among the entries; 0 in the inverse.</summary>
    public long Negatives { get; init; }

    public long RRsets => Entries - Negatives;

    /// <summary>Sightings; 0 in the inverse.</summary>
    public long Sightings { get; init; }

    /// <summary>Sum of the sightings' counts; 0 in the inverse.</summary>
    public long Observations { get; init; }

    /// <summary>Octets of all keys in full.</summary>
    public long KeyOctets { get; init; }

    /// <summary>Earliest sighting, since the epoch; 0 in the inverse and in an empty run.</summary>
    public long FirstMilliseconds { get; init; }

    /// <summary>Latest sighting, since the epoch; 0 in the inverse and in an empty run.</summary>
    public long LastMilliseconds { get; init; }
}
