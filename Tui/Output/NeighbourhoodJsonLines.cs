using System.Text.Json;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Output;

/// <summary>A neighbourhood as JSON Lines: an object for each node, then one for each edge.</summary>
public sealed class NeighbourhoodJsonLines(Stream output)
{
    private readonly OctetOutput _output = new(output);

    public void Write(Neighbourhood neighbourhood)
    {
        foreach (var node in neighbourhood.Nodes) WriteLine(json => Write(node, json));
        foreach (var edge in neighbourhood.Edges) WriteLine(json => Write(edge, json));
    }

    private static void Write(NeighbourhoodNode node, Utf8JsonWriter json)
    {
        json.WriteString("node"u8, node.Text);
        json.WriteString("kind"u8, node.IsAddress ? "address"u8 : "name"u8);
        json.WriteNumber("depth"u8, node.Depth);
        json.WriteBoolean("walked"u8, node.IsWalked);
        if (!node.IsWalked) return;
        json.WriteNumber("shared_by"u8, node.Sharers);
        json.WriteBoolean("shared"u8, node.IsShared);
        json.WriteNumber("left_out"u8, node.LeftOut);
        json.WriteBoolean("read_all"u8, !node.IsCut);
    }

    private static void Write(NeighbourhoodEdge edge, Utf8JsonWriter json)
    {
        json.WriteString("edge"u8, edge.IsBelow ? "below" : RDataTypes.Mnemonic(edge.Type));
        json.WriteString("from"u8, edge.From.Text);
        json.WriteString("to"u8, edge.To.Text);
        if (edge.Window is not { } window) return;
        json.WriteNumber("time_first"u8, window.FirstSeconds);
        json.WriteNumber("time_last"u8, window.LastSeconds);
        json.WriteNumber("count"u8, window.Count);
    }

    private void WriteLine(Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(_output.Record))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        _output.Pass();
        output.Write("\n"u8);
    }
}
