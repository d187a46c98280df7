namespace PassiveDns.Formats.Dns;

/// <summary>The sections of a response that hold records.</summary>
public enum DnsSection : byte
{
    Answer,
    Authority,
    Additional,
}

/// <summary>The fixed header of a message (RFC 1035 section 4.1.1; AD and CD, RFC 4035 section 3).</summary>
public readonly record struct DnsHeader(ushort Id, ushort Flags, ushort Questions, ushort Answers, ushort Authorities, ushort Additionals)
{
    /// <summary>Octets of the header.</summary>
    public const int Length = 12;

    public bool IsResponse => (Flags & 0x8000) != 0;

    /// <summary>0 is QUERY.</summary>
    public int Opcode => (Flags >> 11) & 0xF;
    public bool IsAuthoritative => (Flags & 0x0400) != 0;
    public bool IsTruncated => (Flags & 0x0200) != 0;
    public bool RecursionDesired => (Flags & 0x0100) != 0;
    public bool RecursionAvailable => (Flags & 0x0080) != 0;

    /// <summary>The four bits of the header; EDNS may extend them (RFC 6891 section 6.1.3).</summary>
    public int ResponseCode => Flags & 0xF;
}

/// <summary>A question (RFC 1035 section 4.1.2).</summary>
/// <param name="NameLength">Octets of its name, as written to the caller's buffer.</param>
public readonly record struct DnsQuestion(int NameLength, RRType Type, ushort Class);

/// <summary>A resource record (RFC 1035 section 4.1.3).</summary>
/// <param name="OwnerLength">Octets of its owner, as written to the caller's buffer.</param>
/// <param name="Ttl">Seconds, 0 to 2,147,483,647 (RFC 2181 section 8).</param>
/// <param name="RDataOffset">Where its rdata starts, in octets from the start of the message.</param>
/// <param name="RDataLength">0 to 65,535; the rdata lies within the message.</param>
public readonly record struct DnsRecord(
    DnsSection Section, int OwnerLength, RRType Type, ushort Class, uint Ttl, int RDataOffset, int RDataLength);

/// <summary>Reads a DNS message from front to back: header, questions, records of the three sections.</summary>
/// <remarks>
/// A method that returns false leaves either nothing more to read (<see cref="Fault"/> is none) or a fault, after which nothing more
/// is given; what was given before it is good. Nothing here throws or allocates. Source: RFC 1035 section 4.1.
/// </remarks>
public ref struct DnsMessageReader
{
    /// <summary>Class IN (RFC 1035 section 3.2.4).</summary>
    public const ushort ClassIn = 1;

    private WireReader _reader;
    private int _questionsLeft;
    private int _recordsLeft;
    private DnsSection _section;

    /// <param name="names">Makes large messages cheap whose names are long chains of pointers; null to go without.</param>
    public DnsMessageReader(ReadOnlySpan<byte> message, NameMemo? names = null)
    {
        Names = message.Length < NameMemo.LeastMessage ? null : names;
        Names?.Begin();
        _reader = new WireReader(message, 0, message.Length, Names);
        Header = new DnsHeader(
            _reader.ReadUInt16(), _reader.ReadUInt16(), _reader.ReadUInt16(), _reader.ReadUInt16(), _reader.ReadUInt16(), _reader.ReadUInt16());
        _questionsLeft = Header.Questions;
        _recordsLeft = Header.Answers;
    }

    /// <summary>All zero when the message is too short for one; <see cref="Fault"/> then says so.</summary>
    public DnsHeader Header { get; }

    public readonly WireFault Fault => _reader.Fault;

    /// <summary>The names of this message, for whoever reads names in its rdata; null where that is not worth it.</summary>
    public NameMemo? Names { get; }

    /// <summary>Octets not read yet: after the last record, those that belong to nothing.</summary>
    public readonly int Remaining => _reader.Remaining;

    /// <summary>Reads the next question.</summary>
    /// <param name="name">Room for <see cref="DomainName.MaxLength"/> octets; letter case as on the wire.</param>
    public bool TryReadQuestion(scoped Span<byte> name, out DnsQuestion question)
    {
        question = default;
        if (_questionsLeft == 0) return false;
        var length = _reader.ReadName(name);
        question = new DnsQuestion(length, (RRType)_reader.ReadUInt16(), _reader.ReadUInt16());
        _questionsLeft--;
        return _reader.Ok;
    }

    /// <summary>Reads the next record; questions must have been read.</summary>
    /// <param name="owner">Room for <see cref="DomainName.MaxLength"/> octets; letter case as on the wire.</param>
    public bool TryReadRecord(scoped Span<byte> owner, out DnsRecord record)
    {
        record = default;
        if (!_reader.Ok || _questionsLeft > 0) return false;
        while (_recordsLeft == 0)
        {
            if (_section == DnsSection.Additional) return false;
            _section++;
            _recordsLeft = _section == DnsSection.Authority ? Header.Authorities : Header.Additionals;
        }

        var ownerLength = _reader.ReadName(owner);
        var type = (RRType)_reader.ReadUInt16();
        var recordClass = _reader.ReadUInt16();
        var ttl = _reader.ReadTtl();
        var length = _reader.ReadUInt16();
        var offset = _reader.Position;
        _reader.ReadOctets(length);
        if (!_reader.Ok) return false;

        _recordsLeft--;
        record = new DnsRecord(_section, ownerLength, type, recordClass, ttl, offset, length);
        return true;
    }
}
