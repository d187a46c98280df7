using System.Buffers.Binary;

namespace PassiveDns.Fuzz.Generation;

/// <summary>Builds frames layer by layer around DNS messages: exchanges, fragments, TCP conversations, tunnels in tunnels, and lies in every header.</summary>
public sealed class PacketGenerator
{
    /// <summary>How the packet target writes a frame: link type, milliseconds' code, cut, length, each big-endian.</summary>
    public const int FrameHeaderLength = 6;

    private const ushort DnsPort = 53;
    private const byte IpProtocolUdp = 17, IpProtocolTcp = 6;

    private static readonly ushort[] LinkTypes =
        [0, 1, 6, 7, 8, 9, 10, 12, 14, 50, 51, 101, 104, 105, 107, 108, 109, 113, 117, 119, 122, 127, 129, 130, 137, 140, 143, 163, 192, 228, 229, 276, 141, 195, 230, 249];

    private static readonly byte[] Addresses = [1, 2, 53];

    private readonly MessageGenerator _messages = new();
    private readonly FuzzBuffer _message = new(4_096);
    private readonly PacketBuffer _packet = new();
    private readonly byte[] _payload = new byte[6_144];
    private readonly byte[] _question = new byte[512];
    private ushort _clientPort;
    private ushort _link;
    private bool _isSix;

    /// <summary>Appends one to a few scenes of one to a few frames each.</summary>
    public void Write(FuzzRandom random, FuzzBuffer frames)
    {
        _link = random.OneIn(3) ? random.Of<ushort>(LinkTypes) : (ushort)1;
        for (var scenes = random.OneIn(3) ? random.Between(1, 4) : 1; scenes > 0; scenes--)
        {
            _clientPort = (ushort)(40_000 + random.Below(3));
            _isSix = random.OneIn(3);
            switch (random.Below(8))
            {
                case 0 or 1:
                    WriteDatagrams(random, frames, fragmented: false);
                    break;
                case 2 or 3:
                    WriteDatagrams(random, frames, fragmented: true);
                    break;
                case 4 or 5:
                    WriteConversation(random, frames);
                    break;
                case 6:
                    WriteOther(random, frames);
                    break;
                default:
                    _packet.Clear();
                    random.Fill(_packet.Push(random.Skewed(120)));
                    AddFrame(random, frames);
                    break;
            }
        }
    }

    private void WriteDatagrams(FuzzRandom random, FuzzBuffer frames, bool fragmented)
    {
        var id = (ushort)random.Below(4);
        var question = ReadOnlySpan<byte>.Empty;
        if (!random.OneIn(4))
        {
            _message.Clear();
            _messages.Write(random, _message, isResponse: false, id: id);
            question = Keep(_messages.QuestionOf(_message));
            AddDatagram(random, frames, fromClient: true, fragmented && random.OneIn(6));
        }

        for (var answers = random.OneIn(5) ? 2 : 1; answers > 0; answers--)
        {
            _message.Clear();
            _messages.Write(random, _message, isResponse: true, question, id);
            AddDatagram(random, frames, fromClient: false, fragmented);
            if (random.OneIn(12)) AddDatagram(random, frames, fromClient: false, fragmented: false); // again
        }
    }

    private ReadOnlySpan<byte> Keep(ReadOnlySpan<byte> question)
    {
        question.CopyTo(_question);
        return _question.AsSpan(0, question.Length);
    }

    private void AddDatagram(FuzzRandom random, FuzzBuffer frames, bool fromClient, bool fragmented)
    {
        _packet.Start(_message.Span);
        PushUdp(random, Port(random, fromClient), Port(random, !fromClient));
        if (fragmented) AddFragments(random, frames, fromClient);
        else AddPacket(random, frames, fromClient, IpProtocolUdp);
    }

    private int Port(FuzzRandom random, bool isClient) => random.OneIn(60) ? random.UInt16() : isClient ? _clientPort : DnsPort;

    private void PushUdp(FuzzRandom random, int source, int destination)
    {
        var length = 8 + _packet.Length;
        var header = _packet.Push(8);
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)source);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)destination);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)random.Lie(length, 0xFFFF));
    }

    /// <summary>Cuts what is in the packet into fragments, which may overlap, repeat, come in any order, or not come.</summary>
    private void AddFragments(FuzzRandom random, FuzzBuffer frames, bool fromClient)
    {
        var whole = _packet.Length;
        _packet.Span[..Math.Min(whole, _payload.Length)].CopyTo(_payload);
        whole = Math.Min(whole, _payload.Length);
        var size = 8 * random.Between(1, Math.Max(1, whole / 16));
        var count = Math.Min(12, (whole + size - 1) / size);
        var start = random.OneIn(2) ? random.Below(count) : 0;
        var step = random.OneIn(3) ? count - 1 : 1; // backwards
        var id = (ushort)random.Below(3);
        for (var i = 0; i < count; i++)
        {
            if (random.OneIn(40)) continue;
            var at = (start + (i * step)) % count * size;
            var length = Math.Min(whole - at, size + (random.OneIn(30) ? 8 * random.Between(-1, 2) : 0));
            if (length <= 0) continue;
            _packet.Start(_payload.AsSpan(at, length));
            AddFragment(random, frames, fromClient, id, at + (random.OneIn(60) ? 8 : 0), more: at + length < whole);
        }
    }

    private void AddFragment(FuzzRandom random, FuzzBuffer frames, bool fromClient, ushort id, int offset, bool more)
    {
        if (_isSix)
        {
            var header = _packet.Push(8);
            header[0] = IpProtocolUdp;
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)((offset & 0xFFF8) | (more ? 1 : 0)));
            header[7] = (byte)id;
            PushIPv6(random, fromClient, 44);
        }
        else
        {
            PushIPv4(random, fromClient, IpProtocolUdp, id, (offset / 8) | (more ? 0x2000 : 0));
        }

        PushTunnels(random, frames: frames, isIp: true);
    }

    /// <summary>Handshake or none, messages in segments of any size, in order or not, repeated, overlapping, with holes.</summary>
    private void WriteConversation(FuzzRandom random, FuzzBuffer frames)
    {
        var forward = random.OneIn(8) ? uint.MaxValue - (uint)random.Below(200) : (uint)random.Below(1_000);
        var backward = (uint)random.Below(1_000);
        var id = (ushort)random.Below(4);
        if (!random.OneIn(3))
        {
            AddSegment(random, frames, fromClient: true, forward++, 0, 0x02, []);
            AddSegment(random, frames, fromClient: false, backward++, forward, 0x12, []);
        }

        _message.Clear();
        var question = ReadOnlySpan<byte>.Empty;
        if (!random.OneIn(4))
        {
            _message.Add16(0);
            _messages.Write(random, _message, isResponse: false, id: id);
            question = Keep(_messages.QuestionOf(_message));
            _message.Set16(0, random.Lie(_message.Length - 2, 0xFFFF));
            forward = AddSegments(random, frames, fromClient: true, forward, backward);
        }

        _message.Clear();
        for (var messages = random.OneIn(3) ? random.Between(1, 4) : 1; messages > 0; messages--)
        {
            var lengthAt = _message.Length;
            _message.Add16(0);
            _messages.Write(random, _message, isResponse: true, question, id);
            _message.Set16(lengthAt, random.Lie(_message.Length - lengthAt - 2, 0xFFFF));
        }

        backward = AddSegments(random, frames, fromClient: false, backward, forward);
        if (random.OneIn(2)) AddSegment(random, frames, fromClient: random.OneIn(2), forward, backward, random.OneIn(3) ? (byte)0x04 : (byte)0x11, []);
    }

    private uint AddSegments(FuzzRandom random, FuzzBuffer frames, bool fromClient, uint sequence, uint acknowledged)
    {
        var whole = Math.Min(_message.Length, _payload.Length);
        _message.Span[..whole].CopyTo(_payload);
        var size = random.OneIn(3) ? random.Between(1, 20) : random.Between(1, Math.Max(1, whole));
        var count = Math.Min(16, (whole + size - 1) / size);
        if (count == 0) return sequence;
        var start = random.OneIn(3) ? random.Below(count) : 0;
        var step = random.OneIn(4) ? count - 1 : 1;
        for (var i = 0; i < count; i++)
        {
            if (random.OneIn(50)) continue;
            var at = (start + (i * step)) % count * size;
            var length = Math.Min(whole - at, size + (random.OneIn(20) ? random.Below(20) : 0));
            if (length <= 0) continue;
            AddSegment(random, frames, fromClient, sequence + (uint)at, acknowledged, 0x10, _payload.AsSpan(at, length));
            if (random.OneIn(30)) AddSegment(random, frames, fromClient, sequence + (uint)at, acknowledged, 0x10, _payload.AsSpan(at, length));
            if (random.OneIn(10)) AddSegment(random, frames, !fromClient, acknowledged, sequence + (uint)(at + length), 0x10, []);
        }

        return sequence + (uint)whole;
    }

    private void AddSegment(
        FuzzRandom random, FuzzBuffer frames, bool fromClient, uint sequence, uint acknowledged, byte flags, ReadOnlySpan<byte> payload)
    {
        _packet.Start(payload);
        var words = random.OneIn(8) ? random.Below(11) : 0;
        var header = _packet.Push(20 + (4 * words));
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)Port(random, fromClient));
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)Port(random, !fromClient));
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], acknowledged);
        header[12] = (byte)(random.Lie(5 + words, 15) << 4);
        header[13] = random.OneIn(40) ? random.Octet() : flags;
        AddPacket(random, frames, fromClient, IpProtocolTcp);
    }

    /// <summary>What is neither: ICMP that quotes, other ports, other protocols.</summary>
    private void WriteOther(FuzzRandom random, FuzzBuffer frames)
    {
        _message.Clear();
        _messages.Write(random, _message);
        _packet.Start(_message.Span);
        switch (random.Below(3))
        {
            case 0:
                PushUdp(random, random.Of<ushort>([5353, 5355, 443, 853, 53]), random.Of<ushort>([5353, 5355, 443, 853, 40_000]));
                AddPacket(random, frames, random.OneIn(2), IpProtocolUdp);
                break;
            case 1:
                PushUdp(random, DnsPort, _clientPort);
                PushIp(random, fromClient: true, IpProtocolUdp);
                _packet.Push32(0);
                _packet.Push32((uint)random.Of<byte>([3, 11, 12, 1, 2, 0]) << 24);
                AddPacket(random, frames, fromClient: false, _isSix ? (byte)58 : (byte)1);
                break;
            default:
                AddPacket(random, frames, random.OneIn(2), random.Octet());
                break;
        }
    }

    private void AddPacket(FuzzRandom random, FuzzBuffer frames, bool fromClient, byte protocol)
    {
        PushIp(random, fromClient, protocol);
        PushTunnels(random, frames, isIp: true);
    }

    private void PushIp(FuzzRandom random, bool fromClient, byte protocol)
    {
        if (_isSix) PushIPv6(random, fromClient, protocol);
        else PushIPv4(random, fromClient, protocol, (ushort)random.Below(4), random.OneIn(4) ? 0x4000 : 0);
    }

    private void PushIPv4(FuzzRandom random, bool fromClient, byte protocol, ushort id, int fragment)
    {
        var words = random.OneIn(30) ? random.Below(11) : 0;
        var length = 20 + (4 * words) + _packet.Length;
        var header = _packet.Push(20 + (4 * words));
        header[0] = (byte)(random.OneIn(100) ? random.Octet() : 0x45 + words);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)random.Lie(length, 0xFFFF));
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], id);
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], (ushort)random.Lie(fragment, 0xFFFF));
        header[8] = 64;
        header[9] = protocol;
        WriteAddresses(random, header[12..20], fromClient, 4);
    }

    private void PushIPv6(FuzzRandom random, bool fromClient, byte protocol)
    {
        for (var extensions = random.OneIn(12) ? random.Between(1, 10) : 0; extensions > 0; extensions--)
        {
            var units = random.Below(3);
            var extension = _packet.Push(8 * (units + 1));
            extension[0] = protocol;
            extension[1] = (byte)random.Lie(units, 255);
            protocol = random.Of<byte>([0, 60, 43, 60, 51, 135]);
        }

        var length = _packet.Length;
        var header = _packet.Push(40);
        header[0] = (byte)(random.OneIn(100) ? random.Octet() : 0x60);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)random.Lie(length, 0xFFFF));
        header[6] = protocol;
        header[7] = 64;
        WriteAddresses(random, header[8..40], fromClient, 16);
    }

    private static void WriteAddresses(FuzzRandom random, Span<byte> both, bool fromClient, int length)
    {
        both[0] = both[length] = (byte)(length == 4 ? 192 : 0x20);
        both[length - 1] = fromClient ? Addresses[0] : Addresses[2];
        both[(2 * length) - 1] = fromClient ? Addresses[2] : Addresses[0];
        if (random.OneIn(60)) both[random.Below(both.Length)] = random.Octet();
    }

    /// <summary>Wraps what is in the packet into some tunnels, at last into the link's header, and appends it as a frame.</summary>
    /// <param name="isIp">It begins with an IP header, not with a link's.</param>
    private void PushTunnels(FuzzRandom random, FuzzBuffer frames, bool isIp)
    {
        if (random.OneIn(3))
        {
            for (var depth = random.OneIn(20) ? random.Between(1, 14) : random.Between(1, 2); depth > 0; depth--) isIp = PushTunnel(random, isIp);
        }

        if (!isIp)
        {
            _link = 1; // a link header is already there
            AddFrame(random, frames);
            return;
        }

        PushLink(random, IpEtherType());
        AddFrame(random, frames);
    }

    private int IpEtherType() => _packet.Span.IsEmpty || _packet.Span[0] >> 4 != 6 ? 0x0800 : 0x86DD;

    /// <returns>Whether what is there now begins with an IP header.</returns>
    private bool PushTunnel(FuzzRandom random, bool isIp)
    {
        if (!isIp) return PushEthernetTunnel(random);
        switch (random.Below(11))
        {
            case 0: // IP in IP, 6in4
                PushIp(random, random.OneIn(2), IpEtherType() == 0x0800 ? (byte)4 : (byte)41);
                return true;
            case 1: // GRE (RFC 2784, RFC 2890)
                PushGre(random, IpEtherType());
                return true;
            case 2: // PPP in GRE (RFC 2637)
                PushPpp(random);
                var payload = _packet.Length;
                _packet.Push32(random.UInt32());
                _packet.Push16(random.Below(8));
                _packet.Push16(random.Lie(payload, 0xFFFF));
                _packet.Push16(0x880B);
                _packet.Push16(0x3001);
                PushIp(random, random.OneIn(2), 47);
                return true;
            case 3: // GTP-U
                var length = _packet.Length;
                var hasOptions = random.OneIn(2);
                if (hasOptions) _packet.Push32(random.OneIn(4) ? random.UInt32() : 0);
                _packet.Push32(random.UInt32());
                _packet.Push16(random.Lie(length + (hasOptions ? 4 : 0), 0xFFFF));
                _packet.Push16((hasOptions ? 0x3400 : 0x3000) | 0xFF);
                return PushUdpTunnel(random, 2152);
            case 4: // Teredo
                if (random.OneIn(2)) random.Fill(_packet.Push(8));
                return PushUdpTunnel(random, 3544);
            case 5: // L2TP (RFC 2661)
                PushPpp(random);
                var octets = _packet.Length;
                _packet.Push32(random.UInt32());
                if (random.OneIn(2))
                {
                    _packet.Push16(random.Lie(octets + 8, 0xFFFF));
                    _packet.Push16(0x4002);
                }
                else
                {
                    _packet.Push16(0x0002 | (random.OneIn(4) ? random.UInt16() & 0xCB00 : 0));
                }

                return PushUdpTunnel(random, 1701);
            case 6: // MPLS in UDP (RFC 7510)
                PushMpls(random);
                return PushUdpTunnel(random, 6635);
            case 7: // GUE or GRE in UDP (RFC 8086)
                PushGreHeader(random, IpEtherType());
                return PushUdpTunnel(random, 4754);
            case 8: // Geneve with IP
                PushGeneve(random, IpEtherType());
                return PushUdpTunnel(random, 6081);
            default:
                PushEthernet(random, IpEtherType());
                return false;
        }
    }

    /// <summary>An Ethernet frame inside IP.</summary>
    private bool PushEthernetTunnel(FuzzRandom random)
    {
        switch (random.Below(5))
        {
            case 0:
                PushGeneve(random, 0x6558);
                return PushUdpTunnel(random, 6081);
            case 1:
                PushGre(random, 0x6558);
                return true;
            case 2: // ERSPAN II and III
                random.Fill(_packet.Push(random.OneIn(2) ? 8 : 12));
                PushGre(random, random.OneIn(2) ? 0x88BE : 0x22EB);
                return true;
            case 3: // Ethernet in IP (RFC 3378)
                _packet.Push16(0x3000);
                PushIp(random, random.OneIn(2), 97);
                return true;
            default: // VXLAN (RFC 7348)
                _packet.Push32(random.UInt32() & 0xFFFF_FF00);
                _packet.Push32(random.OneIn(10) ? random.UInt32() : 0x0800_0000);
                return PushUdpTunnel(random, random.OneIn(6) ? 8472 : 4789);
        }
    }

    private bool PushUdpTunnel(FuzzRandom random, int port)
    {
        PushUdp(random, random.OneIn(4) ? port : 50_000, port);
        PushIp(random, random.OneIn(2), IpProtocolUdp);
        return true;
    }

    private void PushGre(FuzzRandom random, int protocol)
    {
        PushGreHeader(random, protocol);
        PushIp(random, random.OneIn(2), 47);
    }

    private void PushGreHeader(FuzzRandom random, int protocol)
    {
        var flags = random.OneIn(3) ? random.Below(16) << 12 : 0;
        for (var words = (flags & 0x8000) != 0 ? 1 : 0; words > 0; words--) _packet.Push32(0);
        if ((flags & 0x2000) != 0) _packet.Push32(random.UInt32());
        if ((flags & 0x1000) != 0) _packet.Push32(random.UInt32());
        _packet.Push16(random.Lie(protocol, 0xFFFF));
        _packet.Push16(random.Lie(flags, 0xFFFF));
    }

    private void PushGeneve(FuzzRandom random, int protocol)
    {
        var words = random.OneIn(3) ? random.Below(8) : 0;
        random.Fill(_packet.Push(4 * words));
        _packet.Push32(random.UInt32());
        _packet.Push16(protocol);
        _packet.Push16(random.Lie(words, 63) << 8);
    }

    private void PushMpls(FuzzRandom random)
    {
        for (var labels = random.OneIn(10) ? random.Between(1, 20) : random.Between(1, 3); labels > 0; labels--)
            _packet.Push32((random.UInt32() & 0xFFFF_FE00) | 0x40 | (labels == 1 ? 0u : 0x100u));
        if (_packet.Length >= 4 && random.OneIn(30)) _packet.Span[2] ^= 1;
    }

    private void PushPpp(FuzzRandom random)
    {
        _packet.Push16(random.Lie(IpEtherType() == 0x0800 ? 0x0021 : 0x0057, 0xFFFF));
        if (random.OneIn(2)) _packet.Push16(0xFF03);
    }

    private void PushEthernet(FuzzRandom random, int etherType)
    {
        if (random.OneIn(12))
        {
            PushMpls(random);
            etherType = 0x8847;
        }
        else if (random.OneIn(12))
        {
            _packet.Push16(etherType == 0x0800 ? 0x0021 : 0x0057);
            _packet.Push16(random.Lie(_packet.Length, 0xFFFF));
            _packet.Push32(0x1100_0001);
            etherType = 0x8864;
        }

        for (var tags = random.OneIn(5) ? random.Below(10) : 0; tags > 0; tags--)
        {
            _packet.Push16(etherType);
            _packet.Push16(random.Below(4_096));
            etherType = random.Of<ushort>([0x8100, 0x88A8, 0x9100, 0x88E7]);
        }

        if (random.OneIn(40))
        {
            _packet.Push([0xAA, 0xAA, 3, 0, 0, 0, (byte)(etherType >> 8), (byte)etherType]); // LLC and SNAP
            etherType = _packet.Length;
        }

        _packet.Push16(random.Lie(etherType, 0xFFFF));
        random.Fill(_packet.Push(12));
    }

    private void PushLink(FuzzRandom random, int etherType)
    {
        switch (_link)
        {
            case 0 or 108:
                var family = etherType == 0x0800 ? 2u : random.Of<uint>([10, 24, 28, 30]);
                _packet.Push32(random.OneIn(2) ? family : BinaryPrimitives.ReverseEndianness(family));
                break;
            case 9 or 50 or 51:
                PushPpp(random);
                break;
            case 12 or 14 or 101 or 228 or 229:
                break;
            case 104:
                _packet.Push16(etherType);
                _packet.Push16(0x0F00);
                break;
            case 105 or 127 or 119 or 163:
                PushWireless(random, etherType);
                break;
            case 109:
                _packet.Push32(0);
                _packet.Push32(0);
                _packet.Push32(etherType == 0x0800 ? 2u : 24u);
                break;
            case 113:
                _packet.Push16(etherType);
                random.Fill(_packet.Push(14));
                break;
            case 117:
                var log = _packet.Push(random.OneIn(3) ? 64 : 100);
                log[0] = (byte)random.Lie(log.Length - 3, 255);
                log[1] = etherType == 0x0800 ? (byte)2 : (byte)24;
                break;
            case 192: // PPI: length and link type in little-endian
                PushEthernet(random, etherType);
                _packet.Push([0, 0, (byte)random.Lie(8, 255), 0, 1, 0, 0, 0]);
                break;
            case 276:
                random.Fill(_packet.Push(18));
                _packet.Push16(etherType);
                break;
            default:
                PushEthernet(random, etherType);
                break;
        }
    }

    /// <summary>An IEEE 802.11 data frame with LLC and SNAP, behind a radiotap header where the link type has one.</summary>
    private void PushWireless(FuzzRandom random, int etherType)
    {
        _packet.Push([0xAA, 0xAA, 3, 0, 0, 0, (byte)(etherType >> 8), (byte)etherType]);
        var quality = random.OneIn(2);
        var both = random.OneIn(6);
        if (quality) _packet.Push16(0);
        random.Fill(_packet.Push(both ? 30 : 24)[4..]);
        _packet.Span[0] = (byte)(quality ? 0x88 : 0x08);
        _packet.Span[1] = (byte)(both ? 3 : random.Below(3));
        if (_link == 105) return;
        var header = _packet.Push(random.OneIn(2) ? 8 : 18);
        header[2] = (byte)random.Lie(header.Length, 255);
        if (header.Length > 8) header[4] = 0x2E;
    }

    private void AddFrame(FuzzRandom random, FuzzBuffer frames)
    {
        var octets = _packet.Span;
        var kept = random.OneIn(30) ? random.Below(octets.Length + 1) : octets.Length;
        if (frames.Room < FrameHeaderLength + kept) return;
        frames.Add16(random.OneIn(200) ? random.UInt16() : _link);
        frames.Add(random.OneIn(10) ? random.Octet() : (byte)1);
        frames.Add((byte)(kept < octets.Length ? 1 : 0));
        frames.Add16(kept);
        frames.Add(octets[..kept]);
    }
}
