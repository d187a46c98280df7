using System.Buffers.Binary;
using System.Numerics;

namespace PassiveDns.Benchmarks.Workload;

/// <summary>Writes the RRsets of the population's zones into a response.</summary>
/// <param name="startSeconds">Time of the capture's start, for serials and signatures.</param>
internal sealed class ZoneRecords(DomainPopulation population, MessageBuilder message, SplitMix64 random, uint startSeconds)
{
    private const uint DelegationTtl = 172_800;
    private const int Day = 86_400;

    /// <summary>Whether the question asked for signatures (RFC 3225).</summary>
    public bool DnssecOk { get; set; }

    /// <param name="first">Slot of the first address; the others follow it within <paramref name="pool"/> slots.</param>
    public void Addresses(Section section, ReadOnlySpan<byte> owner, int zone, RecordType type, int first, int count, int pool)
    {
        var ttl = population.Ttl(zone);
        var rotation = random.Below(count);
        for (var i = 0; i < count; i++)
        {
            var slot = first / pool * pool + ((first + ((i + rotation) % count)) % pool);
            if (type == RecordType.A) IPv4(section, owner, ttl, population.IPv4(zone, slot));
            else IPv6(section, owner, ttl, population.IPv6(zone, slot));
        }

        Signature(section, owner, zone, type, ttl);
    }

    /// <param name="owner">The zone's name: a reverse zone is not in the population, only its operator is.</param>
    /// <param name="zone">The zone that signs the RRset, or a negative number for none: a delegation is not signed.</param>
    public void NameServers(Section section, ReadOnlySpan<byte> owner, int operatorZone, int zone)
    {
        Span<byte> server = stackalloc byte[NameWriter.MaxNameLength];
        var ttl = zone < 0 ? DelegationTtl : Day;
        var count = population.ServerCount(operatorZone);
        var rotation = random.Below(count);
        for (var i = 0; i < count; i++)
        {
            var length = population.WriteServerName(operatorZone, (i + rotation) % count, server);
            message.BeginRecord(owner, RecordType.NS, ttl);
            message.Name(server[..length]);
            message.EndRecord(section);
        }

        if (zone >= 0) Signature(section, owner, zone, RecordType.NS, ttl);
    }

    /// <summary>The addresses of an operator's servers, as many as fit: a server drops these first (RFC 2181 section 9).</summary>
    public void ServerAddresses(int operatorZone, uint ttl, int limit)
    {
        Span<byte> server = stackalloc byte[NameWriter.MaxNameLength];
        var count = population.ServerCount(operatorZone);
        for (var i = 0; i < count; i++)
        {
            var mark = message.Mark();
            var name = server[..population.WriteServerName(operatorZone, i, server)];
            IPv4(Section.Additional, name, ttl, population.ServerIPv4(operatorZone, i));
            if (message.Message.Length > limit)
            {
                message.Undo(mark, Section.Additional);
                return;
            }

            if (!population.ServerHasIPv6(operatorZone, i)) continue;
            mark = message.Mark();
            IPv6(Section.Additional, name, ttl, population.ServerIPv6(operatorZone, i));
            if (message.Message.Length <= limit) continue;
            message.Undo(mark, Section.Additional);
            return;
        }
    }

    /// <param name="secondsIntoCapture">Top-level zones change every hour, others hardly ever.</param>
    public void StartOfAuthority(Section section, ReadOnlySpan<byte> owner, int operatorZone, int zone, long secondsIntoCapture)
    {
        Span<byte> server = stackalloc byte[NameWriter.MaxNameLength];
        var primary = server[..population.WriteServerName(operatorZone, 0, server)];
        var serial = DomainPopulation.IsTopLevel(zone)
            ? startSeconds + (uint)(secondsIntoCapture / 3_600 * 3_600)
            : 2_026_010_100 + (uint)(population.Number(operatorZone, 1) % 14);

        message.BeginRecord(owner, RecordType.SOA, 3_600);
        message.Name(primary);
        Span<byte> mailbox = stackalloc byte[NameWriter.MaxNameLength];
        var writer = new NameWriter(mailbox);
        writer.Label("hostmaster"u8);
        population.AppendName(ref writer, operatorZone);
        message.Name(writer.Name);
        message.UInt32(serial);
        message.UInt32(7_200);
        message.UInt32(3_600);
        message.UInt32(1_209_600);
        message.UInt32(3_600);
        message.EndRecord(section);
        Signature(section, owner, zone, RecordType.SOA, 3_600);
    }

    public void Alias(Section section, ReadOnlySpan<byte> owner, int zone, ReadOnlySpan<byte> target)
    {
        message.BeginRecord(owner, RecordType.CNAME, 300);
        message.Name(target);
        message.EndRecord(section);
        Signature(section, owner, zone, RecordType.CNAME, 300);
    }

    public void Pointer(Section section, ReadOnlySpan<byte> owner, ReadOnlySpan<byte> target)
    {
        message.BeginRecord(owner, RecordType.PTR, Day);
        message.Name(target);
        message.EndRecord(section);
    }

    public void MailExchanges(Section section, ReadOnlySpan<byte> owner, int zone, int mailZone)
    {
        Span<byte> octets = stackalloc byte[NameWriter.MaxNameLength];
        var count = 1 + (int)(population.Number(zone, 2) % 3);
        for (var i = 1; i <= count; i++)
        {
            var name = new NameWriter(octets);
            name.Label("mx"u8, i);
            population.AppendName(ref name, mailZone);
            message.BeginRecord(owner, RecordType.MX, 3_600);
            message.UInt16((ushort)(10 * i));
            message.Name(name.Name);
            message.EndRecord(section);
        }

        Signature(section, owner, zone, RecordType.MX, 3_600);
    }

    /// <summary>A sender policy and up to two tokens by which a domain was proved to somebody.</summary>
    public void Texts(Section section, ReadOnlySpan<byte> owner, int zone)
    {
        Text(section, owner, "v=spf1 mx a:mail include:_spf.mail -all"u8);
        Span<byte> text = stackalloc byte[24 + 32];
        "site-verification-token="u8.CopyTo(text);
        for (var i = 0; i < (int)(population.Number(zone, 3) % 3); i++)
        {
            Hex(text[24..], population.Number(zone, 10 + (2 * i)), population.Number(zone, 11 + (2 * i)));
            Text(section, owner, text);
        }

        Signature(section, owner, zone, RecordType.TXT, 3_600);
    }

    public void Text(Section section, ReadOnlySpan<byte> owner, ReadOnlySpan<byte> text)
    {
        message.BeginRecord(owner, RecordType.TXT, 3_600);
        message.Byte((byte)text.Length);
        message.Octets(text);
        message.EndRecord(section);
    }

    public void Service(Section section, ReadOnlySpan<byte> owner, int zone)
    {
        Span<byte> octets = stackalloc byte[NameWriter.MaxNameLength];
        var target = new NameWriter(octets);
        target.Label("sip"u8);
        population.AppendName(ref target, zone);
        message.BeginRecord(owner, RecordType.SRV, 3_600);
        message.UInt16(10);
        message.UInt16(100);
        message.UInt16(5_060);
        message.Octets(target.Name); // not compressed: RFC 2782
        message.EndRecord(section);
        Signature(section, owner, zone, RecordType.SRV, 3_600);
    }

    /// <summary>An HTTPS record (RFC 9460): priority 1, this very name, ALPN h2 and h3, one address hint.</summary>
    public void HttpsBinding(Section section, ReadOnlySpan<byte> owner, int zone, int slot)
    {
        message.BeginRecord(owner, RecordType.HTTPS, 300);
        message.UInt16(1);
        message.Byte(0);
        message.UInt16(1);
        message.UInt16(6);
        message.Octets("\u0002h2\u0002h3"u8);
        message.UInt16(4);
        message.UInt16(4);
        message.UInt32(population.IPv4(zone, slot));
        message.EndRecord(section);
        Signature(section, owner, zone, RecordType.HTTPS, 300);
    }

    public void CertificationAuthority(Section section, ReadOnlySpan<byte> owner, int zone)
    {
        message.BeginRecord(owner, RecordType.CAA, 3_600);
        message.Byte(0);
        message.Octets("\u0005issue"u8);
        message.Octets((population.Number(zone, 4) & 1) == 0 ? "ca.example"u8 : "trust-services.example"u8);
        message.EndRecord(section);
        Signature(section, owner, zone, RecordType.CAA, 3_600);
    }

    /// <summary>A delegation's DS record (RFC 4034 section 5), signed by the parent: algorithm 13, digest SHA-256.</summary>
    public void DelegationSigner(Section section, ReadOnlySpan<byte> owner, int zone)
    {
        message.BeginRecord(owner, RecordType.DS, 3_600);
        message.UInt16((ushort)population.Number(zone, 5));
        message.Byte(13);
        message.Byte(2);
        for (var i = 0; i < 4; i++) message.UInt64(population.Number(zone, 20 + i));
        message.EndRecord(section);
        Signature(section, owner, population.Parent(zone), RecordType.DS, 3_600);
    }

    /// <summary>Lower-case hexadecimal digits of two numbers.</summary>
    /// <param name="digits">At most 32 octets.</param>
    public static void Hex(Span<byte> digits, ulong upper, ulong lower)
    {
        for (var i = 0; i < digits.Length; i++)
            digits[i] = "0123456789abcdef"u8[(int)((i < 16 ? upper : lower) >> (4 * (i & 15))) & 15];
    }

    /// <summary>The RRset's signature where the zone is signed and the question asked for it (RFC 4034 section 3).</summary>
    private void Signature(Section section, ReadOnlySpan<byte> owner, int zone, RecordType covered, uint ttl)
    {
        if (!DnssecOk || !population.IsSigned(zone)) return;
        Span<byte> signer = stackalloc byte[NameWriter.MaxNameLength];
        var signerLength = population.WriteName(zone, signer);

        message.BeginRecord(owner, RecordType.RRSIG, ttl);
        message.UInt16((ushort)covered);
        message.Byte(13);
        message.Byte(LabelCount(owner));
        message.UInt32(ttl);
        message.UInt32(startSeconds + (11 * Day));
        message.UInt32(startSeconds - (3 * Day));
        message.UInt16((ushort)population.Number(zone, 6));
        message.Octets(signer[..signerLength]); // not compressed: RFC 4034 section 3.1.7
        var signature = population.Number(zone, (int)covered) ^ NameNumber(owner);
        for (var i = 0; i < 8; i++) message.UInt64(SplitMix64.Mix(signature + (ulong)i));
        message.EndRecord(section);
    }

    private void IPv4(Section section, ReadOnlySpan<byte> owner, uint ttl, uint address)
    {
        message.BeginRecord(owner, RecordType.A, ttl);
        message.UInt32(address);
        message.EndRecord(section);
    }

    private void IPv6(Section section, ReadOnlySpan<byte> owner, uint ttl, UInt128 address)
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, address);
        message.BeginRecord(owner, RecordType.AAAA, ttl);
        message.Octets(octets);
        message.EndRecord(section);
    }

    private static byte LabelCount(ReadOnlySpan<byte> name)
    {
        byte count = 0;
        for (var at = 0; name[at] != 0; at += 1 + name[at]) count++;
        return count;
    }

    /// <summary>A number for a name, letter case aside.</summary>
    private static ulong NameNumber(ReadOnlySpan<byte> name)
    {
        var number = 0UL;
        foreach (var octet in name) number = BitOperations.RotateLeft(number, 9) * 0x9E3779B97F4A7C15 + (octet | 0x20u);
        return number;
    }
}
