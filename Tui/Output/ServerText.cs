using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>The address of a server as text.</summary>
public static class ServerText
{
    /// <summary>Dotted, or as RFC 5952 has it.</summary>
    public static string Of(IpAddress server)
    {
        Span<byte> octets = stackalloc byte[16];
        Span<byte> text = stackalloc byte[AddressFormat.MaxIPv6Length];
        var address = octets[..server.Write(octets)];
        return Encoding.ASCII.GetString(text[..(server.IsIPv4 ? AddressFormat.WriteIPv4(address, text) : AddressFormat.WriteIPv6(address, text))]);
    }
}
