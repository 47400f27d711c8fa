"""GraphML's schema 1.1, in what of it a graph with attributes uses, written from its primer."""

from __future__ import annotations

from typing import Final

from lxml import etree

__all__ = ["graphml_faults"]

_SCHEMA: Final = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="NAMESPACE"
    targetNamespace="NAMESPACE" elementFormDefault="qualified">
  <xs:element name="graphml">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="desc" type="xs:string" minOccurs="0"/>
        <xs:element name="key" type="key" minOccurs="0" maxOccurs="unbounded"/>
        <xs:element ref="graph" minOccurs="0" maxOccurs="unbounded"/>
      </xs:sequence>
    </xs:complexType>
    <xs:key name="keys">
      <xs:selector xpath="./g:key" xmlns:g="NAMESPACE"/><xs:field xpath="@id"/></xs:key>
  </xs:element>
  <xs:complexType name="key">
    <xs:sequence>
      <xs:element name="desc" type="xs:string" minOccurs="0"/>
      <xs:element name="default" type="xs:string" minOccurs="0"/>
    </xs:sequence>
    <xs:attribute name="id" type="xs:NMTOKEN" use="required"/>
    <xs:attribute name="for" default="all">
      <xs:simpleType><xs:restriction base="xs:NMTOKEN">
        <xs:enumeration value="all"/><xs:enumeration value="graphml"/>
        <xs:enumeration value="graph"/><xs:enumeration value="node"/>
        <xs:enumeration value="edge"/><xs:enumeration value="hyperedge"/>
        <xs:enumeration value="port"/><xs:enumeration value="endpoint"/>
      </xs:restriction></xs:simpleType>
    </xs:attribute>
    <xs:attribute name="attr.name" type="xs:NMTOKEN"/>
    <xs:attribute name="attr.type">
      <xs:simpleType><xs:restriction base="xs:NMTOKEN">
        <xs:enumeration value="boolean"/><xs:enumeration value="int"/>
        <xs:enumeration value="long"/><xs:enumeration value="float"/>
        <xs:enumeration value="double"/><xs:enumeration value="string"/>
      </xs:restriction></xs:simpleType>
    </xs:attribute>
  </xs:complexType>
  <xs:complexType name="data" mixed="true">
    <xs:attribute name="key" type="xs:NMTOKEN" use="required"/>
    <xs:attribute name="id" type="xs:NMTOKEN"/>
  </xs:complexType>
  <xs:element name="graph">
    <xs:complexType>
      <xs:choice minOccurs="0" maxOccurs="unbounded">
        <xs:element name="data" type="data"/>
        <xs:element name="node">
          <xs:complexType>
            <xs:sequence>
              <xs:element name="data" type="data" minOccurs="0" maxOccurs="unbounded"/>
            </xs:sequence>
            <xs:attribute name="id" type="xs:NMTOKEN" use="required"/>
          </xs:complexType>
        </xs:element>
        <xs:element name="edge">
          <xs:complexType>
            <xs:sequence>
              <xs:element name="data" type="data" minOccurs="0" maxOccurs="unbounded"/>
            </xs:sequence>
            <xs:attribute name="id" type="xs:NMTOKEN"/>
            <xs:attribute name="directed" type="xs:boolean"/>
            <xs:attribute name="source" type="xs:NMTOKEN" use="required"/>
            <xs:attribute name="target" type="xs:NMTOKEN" use="required"/>
          </xs:complexType>
        </xs:element>
      </xs:choice>
      <xs:attribute name="id" type="xs:NMTOKEN"/>
      <xs:attribute name="edgedefault" use="required">
        <xs:simpleType><xs:restriction base="xs:NMTOKEN">
          <xs:enumeration value="directed"/><xs:enumeration value="undirected"/>
        </xs:restriction></xs:simpleType>
      </xs:attribute>
    </xs:complexType>
    <xs:key name="nodes">
      <xs:selector xpath="./g:node" xmlns:g="NAMESPACE"/><xs:field xpath="@id"/>
    </xs:key>
    <xs:keyref name="sources" refer="nodes">
      <xs:selector xpath="./g:edge" xmlns:g="NAMESPACE"/><xs:field xpath="@source"/>
    </xs:keyref>
    <xs:keyref name="targets" refer="nodes">
      <xs:selector xpath="./g:edge" xmlns:g="NAMESPACE"/><xs:field xpath="@target"/>
    </xs:keyref>
  </xs:element>
</xs:schema>"""

_NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
_XSD: Final = etree.XMLSchema(etree.fromstring(_SCHEMA.replace("NAMESPACE", _NAMESPACE)))


def graphml_faults(content: bytes) -> list[str]:
    """Return what a strict reader of GraphML would refuse."""
    _XSD.validate(etree.fromstring(content))
    return [str(fault.message) for fault in _XSD.error_log]
