"""Words that are written with capitals and need no definition, and nouns that, so written, do: closed lists for DF001."""

from __future__ import annotations

# Bodies, offices and instruments that treaty texts name; a capitalised group inside one of these is a name.
NAMES = """
United Nations Educational, Scientific and Cultural Organization; United Nations; Security Council; General Assembly; Economic and Social Council;
Secretariat of the United Nations; Secretary-General of the United Nations; Security Council of the United Nations;
General Assembly of the United Nations; Charter of the United Nations; Member States; Member State; Members of the United Nations; Specialised Agencies;
International Court of Justice; Permanent Court of Arbitration; International Criminal Court; International Tribunal for the Law of the Sea;
European Court of Human Rights; Court of Justice of the European Union; Special Tribunal for the Crime of Aggression; Register of Damage;
International Claims Commission; Human Rights Committee; Human Rights Council; Committee against Torture; Committee of Ministers;
European Union; European Council; European Commission; European Parliament; Council of the European Union; Political and Security Committee;
Military Committee; High Representative of the Union for Foreign Affairs and Security Policy; High Representative; European Peace Facility;
European Commission for Democracy through Law; European External Action Service; European Economic Area; European Investment Bank;
European Bank for Reconstruction and Development; European Committee for the Prevention of Torture; European Defence Agency;
Council of Europe; Parliamentary Assembly; Commissioner for Human Rights; Commonwealth of Independent States; Collective Security Treaty Organization;
North Atlantic Treaty Organization; North Atlantic Treaty Organisation; North Atlantic Council; North Atlantic Treaty; Supreme Allied Commander;
Organization for Security and Co-operation in Europe; Permanent Council; High Commissioner on National Minorities; Conflict Prevention Centre;
Office for Democratic Institutions and Human Rights; Special Monitoring Mission; Trilateral Contact Group; Joint Centre for Control and Co-ordination;
International Atomic Energy Agency; Director General; Board of Governors; Organisation for the Prohibition of Chemical Weapons;
International Committee of the Red Cross; International Red Cross and Red Crescent Movement; Central Tracing Agency; Protecting Power; Protecting Powers;
International Commission on Missing Persons; International Humanitarian Fact-Finding Commission; International Organization for Migration;
United Nations High Commissioner for Refugees; Office of the United Nations High Commissioner for Human Rights; United Nations Children's Fund;
World Health Organization; World Food Programme; World Trade Organization; World Bank; International Bank for Reconstruction and Development;
International Monetary Fund; International Civil Aviation Organization; International Maritime Organization; International Telecommunication Union;
International Labour Organization; International Criminal Police Organization; International Finance Corporation; Paris Club;
Financial Action Task Force; Multinational Force and Observers; Human Rights Monitoring Mission; Mine Action Service; Group of Seven; Non-Aligned Movement;
Vienna Convention on Diplomatic Relations; Geneva Conventions; Additional Protocols; International Covenant on Civil and Political Rights; Vienna Document;
Armed Forces; General Staff; National Guard; State Border Guard Service; Supreme Court; Constitutional Court; Cabinet of Ministers; Council of Ministers;
Federal Assembly; State Duma; Federation Council; Verkhovna Rada; Central Election Commission; Central Bank; National Bank; Prosecutor General; Ministry of;
Minister for Foreign Affairs; Minister of Foreign Affairs; Prime Minister; Heads of State; Head of State; Head of Government; Commander-in-Chief;
High Contracting Parties; Contracting Parties; Contracting Party; States Parties; State Party; State language; State border; Black Sea; Sea of Azov;
Nuclear Power Plant; Power Plant; Coordinated Universal Time; World Geodetic System
"""

# Words that stand with a capital by themselves in any treaty.
WORDS = frozenset(
    """
    State States Party Parties Participant Participants Signatory Signatories Member Members Government Governments Parliament Constitution
    Article Articles Annex Annexes Part Parts Chapter Chapters Section Sections Title Protocol Protocols Appendix Appendices Schedule
    Treaty Agreement Convention Charter Covenant Statute Memorandum Declaration Law Act Note Resolution Decision Regulation Directive Order Code
    President Vice-President Minister Ministers Ambassador Ambassadors Council Union Organization Organisation Court Assembly Secretariat
    Co-operation Europe European International National General God I
    """.split()
)

# Nouns of things that a treaty sets up, limits or defines; plural forms need not stand here.
NOUNS = frozenset(
    """
    Administration Administrator Agency Airspace Area Arrangement Asset Assistance Assurance Attack Authority Award Band Base Board Body Border Boundary Bureau
    Campaign Ceasefire Cell Centre Certificate Certification Cessation Chair Chamber Claim Claimant Combatant Command Commander Commission Commissioner
    Committee Compensation Contingent Contribution Contributor Coordinator Co-ordinator Corridor Crossing Date Day Deadline Demarcation Depot Deployment
    Detainee Disengagement Displaced Dispute Drone Earmark End-State Envoy Equipment Event Exercise Expert Facility Force Formation Framework Frontier Frontline
    Fund Group Guarantee Guarantor Headquarters Hold Hostilities Hour Implementation Incident Inspection Inspector Installation Interval Investigation
    Level Liaison Limit Line List Location Map Measure Mechanism Mediator Missile Mission Monitor Moratorium Neutrality Notice Notification
    Observer Office Officer Operation Operator Organ Panel Patrol Peacekeeper Period Person Personnel Phase Plan Platform Point Police Pool Post Power
    Presence Prisoner Procedure Programme Project Property Provider Reconstruction Redeployment Region Register Registry Relief Report Representative
    Reserve Residence Resident Residual Restraint Review Schedule Sector Secretary Service Settlement Side Site Snap-Back Sponsor Staff
    Standstill Status Suspension System Talks Task Team Technician Territory Threshold Timetable Tribunal Trigger Troop Trust Trustee Unit Vehicle Verification
    Violation War Weapon Withdrawal Worker Zone
    """.split()
)

# Words with which a sentence opens before what could be a term.
OPENERS = frozenset(
    """
    A After All Among An And Any As At Before Both But By During Each Either Every For From If In It Its Neither No Nor Nothing Of On Only Or Other Our
    Otherwise Pending Save Should Since Such That The Their These They This Those Though To Under Unless Until Upon When Where Wherever Whether While With
    Within Without
    """.split()
)

# Words after which a single capitalised noun is the name of a thing and not of a place or a person.
DETERMINERS = frozenset("a all an any both each either every its neither no of other said some such that the their these this those".split())
