using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace PassiveDns.Formats.Capture;

/// <summary>An interface of a pcapng file that is written.</summary>
public sealed record PcapngInterfaceDescription
{
    public required LinkType LinkType { get; init; }

    /// <summary>Most octets that were kept of a frame; 0 for no limit.</summary>
    public uint SnapLength { get; init; }

    /// <summary>if_tsoffset, seconds: no frame of the interface is earlier.</summary>
    public long TimeOffsetSeconds { get; init; }

    /// <summary>opt_comment; null for none.</summary>
    public string? Comment { get; init; }
}

/// <summary>Writes a pcapng file of one section, in little-endian order, times in nanoseconds.</summary>
/// <remarks>
/// Comments are written as UTF-8, cut to the 65,535 octets that an option may have. Not thread-safe.
/// Source: draft-ietf-opsawg-pcapng sections 3.1 (blocks), 3.5 (options), 4.1 (section header), 4.2 (interface description), 4.3 (enhanced packet).
/// </remarks>
public sealed class PcapngWriter
{
    /// <summary>Octets in the longest frame: its block is then one that <see cref="PcapngReader"/> reads.</summary>
    public const int MaxFrameLength = PcapngReader.MaxBlockLength - PcapngReader.MinBlockLength - PacketHeaderLength;

    private const uint ByteOrderMagic = 0x1A2B3C4D;
    private const ulong UnknownSectionLength = ulong.MaxValue;
    private const int PacketHeaderLength = 20;
    private const int OptionHeaderLength = 4;
    private const int MaxOptionLength = ushort.MaxValue;
    private const int MostForComment = PcapngReader.MinBlockLength + MaxOptionLength + 1 + (2 * OptionHeaderLength);
    private const byte Nanoseconds = 9; // if_tsresol: 10 to the power of -9
    private const long NanosecondsPerSecond = 1_000_000_000;

    private const ushort EndOfOptions = 0;
    private const ushort CommentOption = 1;
    private const ushort UserApplicationOption = 4;
    private const ushort TimeResolutionOption = 9;
    private const ushort TimeOffsetOption = 14;

    private readonly Stream _output;
    private readonly ArrayBufferWriter<byte> _block = new(4_096);
    private readonly List<PcapngInterfaceDescription> _interfaces = [];

    /// <summary>Writes the section header.</summary>
    /// <param name="output">Any writable stream; stays open and is not flushed.</param>
    /// <param name="application">shb_userappl: the name of the program that writes, with its version.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public PcapngWriter(Stream output, string application)
    {
        _output = output;
        UInt32(ByteOrderMagic);
        UInt16(1);
        UInt16(0);
        UInt64(UnknownSectionLength);
        Option(UserApplicationOption, application);
        Option(EndOfOptions, []);
        WriteBlock(PcapngBlockType.SectionHeader);
    }

    /// <summary>Describes the next interface.</summary>
    /// <returns>Its number, from 0.</returns>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public int AddInterface(PcapngInterfaceDescription description)
    {
        UInt16((ushort)description.LinkType);
        UInt16(0);
        UInt32(description.SnapLength);
        if (description.Comment is { } comment) Option(CommentOption, comment);
        Option(TimeResolutionOption, [Nanoseconds]);
        if (description.TimeOffsetSeconds != 0) TimeOffset(description.TimeOffsetSeconds);
        Option(EndOfOptions, []);
        WriteBlock(PcapngBlockType.InterfaceDescription);
        _interfaces.Add(description);
        return _interfaces.Count - 1;
    }

    /// <summary>Writes a frame as an enhanced packet: its time, its octets as far as they were kept, its length on the wire. Its number and link type are not.</summary>
    /// <param name="interfaceNumber">As <see cref="AddInterface"/> gave it.</param>
    /// <param name="comment">opt_comment; null for none. It is left out where it would make the block longer than <see cref="PcapngReader.MaxBlockLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is no such interface, the frame is earlier than its time offset, or longer than <see cref="MaxFrameLength"/>.
    /// </exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(int interfaceNumber, in CaptureFrame frame, string? comment = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)interfaceNumber, (uint)_interfaces.Count, nameof(interfaceNumber));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frame.Octets.Length, MaxFrameLength, nameof(frame));
        var units = frame.TimeNanoseconds - ((Int128)_interfaces[interfaceNumber].TimeOffsetSeconds * NanosecondsPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegative(units, nameof(frame));

        var time = (ulong)units;
        UInt32((uint)interfaceNumber);
        UInt32((uint)(time >> 32));
        UInt32((uint)time);
        UInt32((uint)frame.Octets.Length);
        UInt32(frame.OriginalLength);
        Padded(frame.Octets);
        if (comment is not null && _block.WrittenCount < PcapngReader.MaxBlockLength - MostForComment)
        {
            Option(CommentOption, comment);
            Option(EndOfOptions, []);
        }

        WriteBlock(PcapngBlockType.EnhancedPacket);
    }

    /// <summary>Puts type and length round what was collected, and hands it on.</summary>
    private void WriteBlock(PcapngBlockType type)
    {
        var length = (uint)(PcapngReader.MinBlockLength + _block.WrittenCount);
        Span<byte> head = stackalloc byte[2 * sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(head, (uint)type);
        BinaryPrimitives.WriteUInt32LittleEndian(head[sizeof(uint)..], length);
        UInt32(length);
        _output.Write(head);
        _output.Write(_block.WrittenSpan);
        _block.ResetWrittenCount();
    }

    private void TimeOffset(long seconds)
    {
        Span<byte> value = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(value, seconds);
        Option(TimeOffsetOption, value);
    }

    private void Option(ushort code, string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        var length = Math.Min(octets.Length, MaxOptionLength);
        while (length < octets.Length && (octets[length] & 0xC0) == 0x80) length--; // not inside a character
        Option(code, octets.AsSpan(0, length));
    }

    private void Option(ushort code, ReadOnlySpan<byte> value)
    {
        UInt16(code);
        UInt16((ushort)value.Length);
        Padded(value);
    }

    private void Padded(ReadOnlySpan<byte> octets)
    {
        _block.Write(octets);
        ReadOnlySpan<byte> zeros = [0, 0, 0];
        _block.Write(zeros[..(-octets.Length & 3)]);
    }

    private void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_block.GetSpan(sizeof(ushort)), value);
        _block.Advance(sizeof(ushort));
    }

    private void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_block.GetSpan(sizeof(uint)), value);
        _block.Advance(sizeof(uint));
    }

    private void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_block.GetSpan(sizeof(ulong)), value);
        _block.Advance(sizeof(ulong));
    }
}
